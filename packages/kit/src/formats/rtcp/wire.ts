/** Types of RTCP packets (RFC 3550 12.1). */
export const rtcpTypes = { senderReport: 200, receiverReport: 201, description: 202, bye: 203 } as const;

/** The item of a source description that names the source (RFC 3550 6.5.1). */
export const canonicalName = 1;

export const headerSize = 4;
/** Of a sender report, between the header and the reception reports. */
export const senderInfoSize = 24;
export const reportSize = 24;
