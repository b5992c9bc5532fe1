import { alarmServer, type RecordOf } from "../../model/index.ts";
import { flag, plain, whole, words } from "../codecs.ts";
import { type Codec, joined, type Row } from "../table.ts";
import { inverse, line } from "./codecs.ts";
import { type Entry, listed, type Menu, perRecord, unlisted } from "./menu.ts";

type ListField = "queries" | "queryNames" | "queryValues" | "headers" | "headerNames" | "headerValues";

/** One row for each record, whose text is one item of a list. */
function item<K extends ListField, T>(field: K, n: number, key: string, codec: Codec<T>): readonly Row[] {
  type Values = Pick<RecordOf<typeof alarmServer>, K>;
  return joined(alarmServer, [field], {
    key,
    codec: {
      encode: (values) => codec.encode(values[field][n] as T),
      decode: (text, values, allowed) => {
        const decoded = codec.decode(text, values[field][n] as T, allowed);
        if ("problem" in decoded) return decoded;
        return {
          value: { [field]: (values[field] as readonly T[]).with(n, decoded.value) } as unknown as Values,
        };
      },
    },
  });
}

const numbers = [0, 1, 2, 3, 4];

const before = perRecord(alarmServer, {
  as_server: ["host", line],
  as_port: ["port", whole],
  as_ssl: ["secure", flag],
  as_mode: ["method", words({ GET: "0", POST: "1" })],
  as_auth: ["login", flag],
  as_username: ["user", line],
  as_path: ["path", line],
  as_area: ["areas", flag],
  as_io: ["inputs", flag],
  as_audio: ["audio", flag],
  as_areaio: ["inputsInAreas", flag],
  as_activequery: ["sendsTrigger", flag],
});
const insecure = perRecord(alarmServer, { as_insecure: ["verify", inverse] });
const password = perRecord(alarmServer, { as_password: ["password", plain] });
const queries = numbers.flatMap((n) => [
  item("queries", n, `as_query${n + 1}`, flag),
  item("queryNames", n, `as_queryattr${n + 1}`, line),
  item("queryValues", n, `as_queryval${n + 1}`, line),
]);
// Headers may hold somebody's token: they are written and never read.
const headers = numbers.flatMap((n) => [
  item("headers", n, `as_header${n + 1}`, flag),
  item("headerNames", n, `as_headerattr${n + 1}`, line),
  item("headerValues", n, `as_headerval${n + 1}`, plain),
]);

const servers = [1, 2, 3];

const of = (rows: readonly (readonly Row[])[], record: number): readonly Row[] =>
  rows.map((each) => each[record] as Row);

/** Three servers that are told of each alarm. */
const attributes: Menu = {
  name: "asattr",
  selector: { key: "as_index", places: servers },
  places: servers.map((_, record): readonly Entry[] => [
    ...listed(before[record] ?? []),
    ...listed(of(queries, record)),
    ...listed(insecure[record] ?? []),
    ...unlisted(password[record] ?? []),
    ...unlisted(of(headers, record)),
  ]),
};

/** Whether each of them is told, and the rest after that. */
const action: Menu = {
  name: "asaction",
  selector: { key: "server", places: servers },
  places: perRecord(alarmServer, { enable: ["enabled", flag], interval: ["intervalSeconds", whole] }).map(
    listed,
  ),
};

export const alarmServerMenus: readonly Menu[] = [attributes, action];
