import { formatDescription, udnOf } from "../../formats/ssdp/index.ts";
import { identity, upnp } from "../../model/index.ts";
import { type Route, refuse } from "./route.ts";

/** Where the camera describes itself to UPnP's control points, which have no login. */
export const descriptionPath = "/upnp/description.xml";

export const descriptionRoute: Route = {
  path: descriptionPath,
  level: "public",
  GET: (_request, camera) => {
    if (!camera.get(upnp)[0]?.enabled) return refuse(404, "not found: UPnP is off");
    const { mac, serial } = camera.device();
    const { company, name } = camera.model;
    const body = formatDescription({
      udn: udnOf(mac),
      name: camera.get(identity)[0]?.hostName || name,
      maker: company,
      model: name,
      summary: "Network camera",
      serial,
      page: "/",
    });
    return { status: 200, type: "text/xml; charset=utf-8", body };
  },
};
