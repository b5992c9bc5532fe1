import { addressesBy } from "./addresses.ts";
import { needsLab } from "./lab.ts";

addressesBy("NetworkManager", needsLab("curl", "nmcli", "avahi-daemon"));
