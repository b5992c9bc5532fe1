import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import qrcode from "qrcode-generator";
import type { CameraState } from "../camera.ts";
import { Card } from "../ui/notice.tsx";
import { useWords } from "../words/index.ts";
import { addressForOthers } from "./address.ts";

/** Modules of white around a QR code that readers need (ISO/IEC 18004, 9.1). */
const quiet = 4;

/** The address of the pages as a picture that phones read. */
export function PhoneCard({ device }: Pick<CameraState, "device">): JSX.Element {
  const { links: words } = useWords();
  const address = addressForOthers(location, device);
  const { path, size } = useMemo(() => pathOf(address), [address]);
  return (
    <Card title={words.phone}>
      <div class="phone">
        <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={words.qr(address)}>
          <rect width={size} height={size} fill="#fff" />
          <path d={path} fill="#000" shape-rendering="crispEdges" />
        </svg>
        <div>
          <p>{words.phoneHint}</p>
          <p>
            <a href={address}>{address}</a>
          </p>
        </div>
      </div>
    </Card>
  );
}

/** A QR code as the outline of its dark modules, one unit each. */
function pathOf(text: string): { readonly path: string; readonly size: number } {
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  let path = "";
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      if (code.isDark(row, column)) path += `M${column + quiet} ${row + quiet}h1v1h-1z`;
    }
  }
  return { path, size: count + 2 * quiet };
}
