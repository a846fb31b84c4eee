import type { Check } from './check';

/** RFC 6749 section 3.1; RFC 8707 section 2 allows several resources. */
export const noRepetition: Check = ({ params }) => params.refuseRepetition(['resource']);
