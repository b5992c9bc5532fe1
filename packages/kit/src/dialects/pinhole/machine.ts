import { json, type Route } from "./route.ts";

/**
 * The machine around the camera, in JSON, for administrators.
 *
 *     GET  /pinhole/sites     the Wi-Fi networks within reach, and the one that the camera is in
 *     POST /pinhole/restart   starts the camera anew
 *     POST /pinhole/reset     puts every setting back to the model's default, then starts anew
 */
export const machineRoutes: readonly Route[] = [
  {
    path: "/pinhole/sites",
    level: "admin",
    GET: async (_request, { surroundings }) => {
      const [sites, status] = await Promise.all([surroundings.sites(), surroundings.wirelessStatus()]);
      return json({ sites: sites.found, status: status.found, simulated: sites.simulated });
    },
  },
  {
    path: "/pinhole/restart",
    level: "admin",
    POST: async ({ caller }, camera) => {
      await camera.reboot(caller);
      return json({}, 202);
    },
  },
  {
    path: "/pinhole/reset",
    level: "admin",
    POST: async ({ caller }, camera) => {
      await camera.resetToDefaults(caller);
      return json({}, 202);
    },
  },
];
