export type { Wire } from "./connection.ts";
export { portsFrom, type RtspLimits } from "./limits.ts";
export type * from "./media.ts";
export { tracksOf } from "./media.ts";
export { openRtsp, type RtspOptions, type RtspServer, type Viewer } from "./server.ts";
export { openTunnel, type Tunnel } from "./tunnel.ts";
