/** How an access token is written in a header (RFC 6750 section 2.1). */
export const b64token = /^[A-Za-z0-9\-._~+/]{1,8192}=*$/;
