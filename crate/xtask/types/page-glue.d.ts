// The glue that the build writes beside the wasm. It is not there when the scripts are checked: this is what they
// may call. A test compares it with `crate/web`, name by name and argument by argument; what each does stands there.

declare module "*/generated/page.js" {
  type Status = import("../../../www/handle.js").Status;
  type BrushStatus = import("../../../www/handle.js").BrushStatus;
  type Picture = import("../../../www/handle.js").Picture;
  type Bytes = Uint8Array<ArrayBuffer>;

  export default function init(): Promise<unknown>;

  export class Page {
    constructor(width: number, height: number, paper: number, seed: number);
    static limits(): { paintingBytes: number; pictureBytes: number; brushBytes: number; tasteBytes: number; chatCharacters: number; mailCharacters: number; linkPictureSide: number; filePictureSide: number };
    static paperFor(width: number, height: number): Uint16Array;
    readonly width: number;
    readonly height: number;
    readonly paper: number;
    hash(): string;
    entriesFrom(revision: number): Bytes;
    revision(): number;
    strokes(): Bytes;
    moments(): Uint32Array<ArrayBuffer>;
    link(history: boolean, picture: number, taste: boolean): string;
    packed(history: boolean, picture: number, taste: boolean): Bytes;
    packTarget(side: number): void;
    packedTarget(side: number): number | undefined;
    goWithoutPicture(add: boolean): void;
    sendDesign(bytes: Uint8Array): void;
    came(kind: number): Bytes | undefined;
    file(): Bytes;
    undo(): boolean;
    redo(): boolean;
    undoPartner(): boolean;
    clear(): boolean;
    message(bytes: Uint8Array): void;
    takeMessages(): Bytes[];
    workerDied(): void;
    workerReplaced(): void;
    tick(now: number): void;
    status(): Status;
    clearTrouble(): void;
    hand(): Hand;
    view(): View;
    partner(): Partner;
    practice(): Practice;
    settings(): PartnerSettings;
    beside(): Beside;
    free(): void;
  }

  export class Hand {
    setDevice(pointerType: string): void;
    pointerDown(x: number, y: number, pressure: number, tiltX: number, tiltY: number, timeMs: number): boolean;
    pointerMove(reports: Float64Array): void;
    pointerUp(timeMs: number): void;
    pointerCancel(): boolean;
    paintGroup(bytes: Uint8Array): number;
    liveStroke(): Bytes | undefined;
    guess(reports: Float64Array): Bytes | undefined;
    painting(): boolean;
    setTool(name: "brush" | "eraser"): void;
    setBrush(radiusPx: number, opacity: number, hardness: number, pressureToRadius: boolean, pressureToOpacity: boolean): void;
    presets(): string[];
    setPreset(key: string): void;
    brushState(): BrushStatus;
    setStabiliser(kind: string, lengthPx: number): void;
    exportBrush(name: string): Bytes;
    importBrush(bytes: Uint8Array): string;
    removeBrush(key: string): boolean;
    preview(key: string, width: number, height: number, rgb: number): StrokePreview;
    toolState(): Bytes;
    setToolState(bytes: Uint8Array): void;
    reconcile(base: Uint8Array, theirs: Uint8Array): void;
    setColor(rgb: number): void;
    color(): number;
    pick(x: number, y: number): number | undefined;
    free(): void;
  }

  export class View {
    takeDirty(): Uint32Array<ArrayBuffer>;
    rgba(x: number, y: number, width: number, height: number): Uint8ClampedArray<ArrayBuffer>;
    setShown(who: string): void;
    setDrawn(place: "here" | "elsewhere"): void;
    showsThePresent(): boolean;
    scrub(revision: number): void;
    scrubbed(): number;
    branchHere(): boolean;
    free(): void;
  }

  export class Partner {
    static galleryNames(): string[];
    chooseTurn(name: string): void;
    setTurn(name: string): void;
    welcome(reducedMotion: boolean): boolean;
    start(): void;
    pause(): void;
    step(): void;
    chooseGallery(index: number): void;
    chooseFile(bytes: Uint8Array): void;
    chooseNone(): void;
    judge(yes: boolean): number;
    editBelief(word: string, edit: string): void;
    judgements(): Uint32Array<ArrayBuffer>;
    judgedAt(entry: number): Float32Array<ArrayBuffer>;
    takeBack(id: number, back: boolean): void;
    pointing(): Pointing;
    ask(): void;
    answer(best: number): void;
    skipQuestion(): void;
    options(): Float32Array<ArrayBuffer>;
    option(index: number): StrokePreview | undefined;
    forget(): void;
    revertPolicy(): void;
    proposals(): Float32Array<ArrayBuffer>;
    judged(): Float32Array<ArrayBuffer>;
    proposalReasons(): string[];
    target(): Picture | undefined;
    cropOf(width: number, height: number): Float64Array;
    requestThumbnail(index: number, width: number, height: number): void;
    thumbnail(index: number): Picture | undefined;
    tasteState(): Bytes;
    setTasteState(bytes: Uint8Array): void;
    mixTaste(bytes: Uint8Array, percent: number): void;
    free(): void;
  }

  export class Beside {
    why(): string | undefined;
    alternatives(): Float32Array<ArrayBuffer>;
    setHeat(on: boolean): void;
    heat(): Bytes;
    repaint(x: number, y: number, reach: number): void;
    patch(): number | undefined;
    patchPicture(anew: boolean): Picture | undefined;
    endRepaint(kept: number): boolean;
    free(): void;
  }

  export class Pointing {
    at(next: number, x: number, y: number, near: number): boolean;
    step(by: number, planned: number): boolean;
    letGo(): void;
    place(): number;
    outline(): Float32Array<ArrayBuffer>;
    outlineAt(x: number, y: number, near: number): Float32Array<ArrayBuffer>;
    judge(yes: boolean): boolean;
    takeBack(): boolean;
    askWhy(): boolean;
    addPlace(x: number, y: number, reach: number, here: boolean): void;
    removePlace(index: number): void;
    places(): Uint16Array<ArrayBuffer>;
    free(): void;
  }

  export class Practice {
    practised(): Bytes;
    setPractised(bytes: Uint8Array): void;
    watchRehearsal(on: boolean): void;
    rehearsal(): Float64Array;
    rehearsalSheet(): Picture | undefined;
    rounds(): Float64Array;
    roundPicture(number: number, after: boolean): Picture | undefined;
    goToRound(number: number): void;
    roundStates(): Bytes[];
    setRoundStates(first: number, states: Uint8Array[]): void;
    habits(): Float64Array;
    free(): void;
  }

  export class Taste {
    static words(): string[];
    static sayings(): string[];
    static toFile(name: string, taste: Uint8Array, practised: Uint8Array): Bytes;
    static nameIn(file: Uint8Array): string;
    static stateIn(file: Uint8Array): Bytes;
    static practisedIn(file: Uint8Array): Bytes;
    free(): void;
  }

  export class PartnerSettings {
    static turns(): string[];
    static answerLimits(): Uint32Array;
    static paces(): Float64Array;
    static prices(): Uint32Array;
    static colorCounts(): Uint8Array;
    static brushes(): string[];
    came(): Int32Array<ArrayBuffer> | undefined;
    setAnswer(strokes: number): void;
    setPace(strokesPerSecond: number): void;
    setOwnPace(): void;
    setColors(code: string): void;
    setFollow(on: boolean): void;
    setPrice(price: number): void;
    setPolish(on: boolean): void;
    setAsks(on: boolean): void;
    setWatches(on: boolean): void;
    setTasteWeight(percent: number): void;
    setMood(valence: number, arousal: number, boldness: number): void;
    setNovelty(percent: number): void;
    static moods(): string[];
    static moodPlaces(): Float64Array;
    setBrush(key: string): void;
    free(): void;
  }

  export class StrokePreview {
    work(budgetMs: number): boolean;
    area(): Uint16Array;
    picture(): Picture;
    free(): void;
  }

  export class Keeping {
    static record(page: Page, epoch: number, from: number): Bytes;
    static filing(page: Page): Filing;
    static small(page: Page, side: number): Picture;
    free(): void;
  }

  export class Filing {
    work(budgetMs: number): Bytes | undefined;
    free(): void;
  }

  export class Opening {
    static ofFile(bytes: Uint8Array): Opening;
    static isInPicture(bytes: Uint8Array): boolean;
    static ofLink(text: string): Opening;
    file(): Bytes;
    work(budgetMs: number): boolean;
    percent(): number;
    isTorn(): boolean;
    finish(): Page | undefined;
    free(): void;
  }
}

declare module "*/generated/renderer.js" {
  export default function init(): Promise<unknown>;

  export class Renderer {
    static start(canvas: HTMLCanvasElement): Promise<Renderer>;
    open(file: Uint8Array): void;
    revision(): number;
    append(entries: Uint8Array): void;
    live(stroke?: Uint8Array, ahead?: Uint8Array): void;
    isSettled(): boolean;
    catchUp(budgetMs: number): boolean;
    isBusy(): boolean;
    strokeMs(): number;
    show(x: number, y: number, zoom: number, rotation: number, width: number, height: number): void;
    trouble(): string | undefined;
    hash(): Promise<string | undefined>;
    bytes(): number;
    adapter(): string;
    destroy(): void;
    free(): void;
  }
}
