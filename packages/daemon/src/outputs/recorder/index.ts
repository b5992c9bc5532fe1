export { mendAvi, recordAvi } from "./avi.ts";
export { draftSuffix } from "./draft.ts";
export { type Files, fileError, realFiles } from "./files.ts";
export { mendFilm, recordFilm } from "./film.ts";
export { recordSeries, savePicture } from "./pictures.ts";
export { nothing, type Recorded } from "./recording.ts";
export { type Footage, take } from "./take.ts";
export { openTape, type Tape } from "./tape.ts";
