/** Of its core. */
const least = 0.9;

/**
 * Whether a server used less of its core than there was: then the disk, the driver or the database was the limit of its requests/s,
 * and what it costs is told by its CPU time alone.
 */
export const isWaiting = ({ serverLoad }) => serverLoad.median < least;

export const legend = `* the server used less than ${least * 100} % of its core: compare CPU per request there, not requests/s.`;
