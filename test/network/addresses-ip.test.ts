import { addressesBy } from "./addresses.ts";
import { needsLab } from "./lab.ts";

addressesBy("ip", needsLab("curl"));
