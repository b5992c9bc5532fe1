import { events, network, sdcard } from "../../model/index.ts";
import { flag, plain, whole, words } from "../codecs.ts";
import { rows } from "../table.ts";
import { scaled } from "./codecs.ts";
import { fixed, listed, type Menu } from "./menu.ts";

/** Streams 1 to 3 are the vendor's channels 11 to 13. */
const channel = scaled([1, 11], [3, 13]);

/** The clips of alarms: which stream, seconds after the event, and before it. */
const clips: Menu = {
  name: "alarmrecattr",
  places: [
    listed(
      rows(events, {
        resolution: ["stream", channel],
        time: ["postSeconds", whole],
        pre: ["preSeconds", whole],
      }),
    ),
  ],
};

const hasCard: Menu["needs"] = ({ model }) => model.has.sdCard;

/** What happens when the card is full; files are not removed by their age. */
const card: Menu = {
  name: "sdattr",
  places: [
    [
      ...listed(rows(sdcard, { sd_autodelete: ["whenFull", words({ stop: "0", overwrite: "1" })] })),
      ...fixed({ sd_rstorage_enable: "0", sd_rstorage_duration: "0" }),
    ],
  ],
  needs: hasCard,
};

const never = fixed({ enable: "0", interval: "0" });

/** The card keeps clips of alarms, without a rest, and no single pictures. */
const cardAction: Menu = {
  name: "sdaction",
  selector: { key: "type", places: ["rec", "snap", "timedsnap"] },
  places: [
    [...listed(rows(sdcard, { enable: ["events", flag] })), ...fixed({ interval: "0" })],
    never,
    never,
  ],
  needs: hasCard,
};

/** Recording without end. */
const planned: Menu = {
  name: "planrecattr",
  places: [
    listed(
      rows(sdcard, {
        enable: ["enabled", flag],
        chn: ["stream", channel],
        duration: ["durationSeconds", whole],
      }),
    ),
  ],
  needs: hasCard,
};

const addresses: Menu = {
  name: "netattr",
  places: [
    [
      ...listed(
        rows(network, {
          dhcpflag: ["dhcp", flag],
          ip: ["address", plain],
          dnsstat: ["dns", words({ manual: "0", dhcp: "1" })],
          netmask: ["netmask", plain],
          gateway: ["gateway", plain],
          fdnsip: ["dnsServer1", plain],
          sdnsip: ["dnsServer2", plain],
        }),
      ),
      ...fixed({ networktype: "LAN", macaddress: (camera) => camera.device().mac.toUpperCase() }),
    ],
  ],
};

export const machineMenus: readonly Menu[] = [clips, card, cardAction, planned, addresses];
