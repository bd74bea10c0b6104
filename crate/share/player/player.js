// Plays the painting that stands in this file: opens it in short slices, shows any of its moments, and asks nothing
// of anybody. All words are set as text; nothing that came with the painting is ever read as markup.
(() => {
  "use strict";

  const WORDS = {
    opening: "Opening the painting…",
    play: "Play how it was painted",
    pause: "Pause",
    scrub: "Moment of the painting",
    speed: "Speed of the replay",
    full: "Full screen",
    on: "Paint on in Limner",
    moment: (at, of) => `${at} of ${of}`,
    value: (at, of) => `stroke ${at} of ${of}`,
    damaged: "The painting in this file is damaged.",
    future: "The painting in this file was made by a later version of Limner.",
    tooMuch: "The painting in this file asks for more than can be drawn here.",
    browser: "This browser can't show the painting. One from 2023 or later can.",
  };
  /** What the player answers while it opens a painting; see `crate/player`. */
  const [OPEN, FAILED] = [100, { 201: "damaged", 202: "future", 203: "tooMuch", 204: "damaged" }];
  /** Time for drawing in each frame, and what a replay takes at the speed that is chosen for it. */
  const [SLICE_MS, SHOWING_MS] = [8, 12_000];
  const SPEEDS = [1, 4, 16, 64, 256];
  const SHAPES = { play: "M8 5v14l11-7z", pause: "M7 5h3.500v14H7zM13.500 5H17v14h-3.500z", full: "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z" };

  const el = (id) => document.getElementById(id);
  const [canvas, scrub, play, speed, full] = ["canvas", "scrub", "play", "speed", "full"].map(el);
  const context = canvas.getContext("2d", { alpha: false });
  let player;
  let strokes = 0;
  /** Strokes that are shown; and the replay's clock, in ms of painting, while it runs. */
  let [at, clock, before, playing] = [0, 0, 0, false];
  let left = false;

  function state(name) { document.body.dataset.state = name; }

  function icon(button, name, label) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS(svg.namespaceURI, "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", SHAPES[name]);
    svg.append(path);
    button.replaceChildren(svg);
    button.setAttribute("aria-label", label);
    button.title = label;
  }

  /** The bytes of a block of this file; it may be written as links have it. */
  function bytesOf(id) {
    const text = el(id).textContent.trim().replaceAll("-", "+").replaceAll("_", "/");
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  }

  async function start() {
    el("says").textContent = WORDS.opening;
    state("opening");
    const inflated = new Blob([bytesOf("player")]).stream().pipeThrough(new DecompressionStream("deflate"));
    const module = await new Response(inflated).arrayBuffer();
    player = (await WebAssembly.instantiate(module, {})).instance.exports;
    const painting = bytesOf("painting");
    const place = player.input(painting.length);
    new Uint8Array(player.memory.buffer, place, painting.length).set(painting);
    player.open();
    el("opening").hidden = false;
    requestAnimationFrame(open);
  }

  function open() {
    if (left) return;
    const came = player.go_on(SLICE_MS);
    if (came > OPEN) return fail(FAILED[came]);
    el("opening").value = came;
    if (came < OPEN) return void requestAnimationFrame(open);
    strokes = at = player.strokes();
    Object.assign(canvas, { width: player.width(), height: player.height(), hidden: false });
    el("poster").hidden = el("opening").hidden = true;
    el("says").textContent = "";
    el("controls").hidden = strokes === 0;
    scrub.max = String(strokes);
    scrub.setAttribute("aria-label", WORDS.scrub);
    const total = player.due_ms(strokes - 1);
    const chosen = SPEEDS.find((one) => total / one <= SHOWING_MS) ?? SPEEDS.at(-1);
    for (const one of SPEEDS) speed.add(new Option(`${one}×`, String(one), false, one === chosen));
    speed.setAttribute("aria-label", WORDS.speed);
    full.hidden = !document.fullscreenEnabled;
    icon(full, "full", WORDS.full);
    const link = el("on");
    if (link) {
      link.textContent = WORDS.on;
      link.href = `${link.getAttribute("href")}#${el("painting").textContent.trim()}`;
    }
    listen();
    draw();
    tell();
    document.body.dataset.hash = BigInt.asUintN(64, player.hash()).toString(16).padStart(16, "0");
    state("open");
  }

  function fail(why) {
    el("says").textContent = WORDS[why] ?? WORDS.browser;
    el("opening").hidden = true;
    state(`failed ${why}`);
  }

  function listen() {
    play.addEventListener("click", toggle);
    canvas.addEventListener("click", toggle);
    scrub.addEventListener("input", () => {
      // A pause tells the slider where it is.
      const to = Number(scrub.value);
      pause();
      show(to);
    });
    full.addEventListener("click", fullScreen);
    document.addEventListener("keydown", heard);
  }

  /** Something else takes the player's place: no key and no frame is its own any more. */
  function leave() {
    [left, playing] = [true, false];
    document.removeEventListener("keydown", heard);
  }

  function heard(event) {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const own = target instanceof HTMLElement && target.matches("button, select, a");
    const step = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: strokes }[key];
    if (key === " " && !own || key === "k") toggle();
    else if (key === "f") fullScreen();
    else if (step !== undefined && target !== scrub && target !== speed) { pause(); show(Math.min(Math.max(step, 0), strokes)); }
    else return;
    event.preventDefault();
  }

  function fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  }

  function toggle() {
    if (playing) return pause();
    if (at >= strokes) show(0);
    clock = at === 0 ? 0 : player.due_ms(at - 1);
    [playing, before] = [true, performance.now()];
    tell();
    requestAnimationFrame(advance);
  }

  function pause() {
    playing = false;
    tell();
  }

  function advance(now) {
    if (!playing) return;
    // What is not drawn yet is waited for.
    if (!player.is_behind()) clock += Math.max(now - before, 0) * Number(speed.value);
    before = now;
    let to = at;
    while (to < strokes && player.due_ms(to) <= clock) to += 1;
    if (to !== at) show(to);
    if (at >= strokes) return pause();
    requestAnimationFrame(advance);
  }

  function show(to) {
    at = to;
    player.look_at(at);
    tell();
    draw();
  }

  let drawing = false;
  function draw() {
    if (player.go_on(SLICE_MS) > OPEN) return;
    const place = player.pixels();
    const [x, y, width, height] = [0, 1, 2, 3].map((side) => player.changed(side));
    if (width > 0 && height > 0) {
      const pixels = new Uint8ClampedArray(player.memory.buffer, place, width * height * 4);
      context.putImageData(new ImageData(pixels, width, height), x, y);
    }
    if (!player.is_behind() || drawing) return;
    drawing = true;
    requestAnimationFrame(() => { drawing = false; if (!left) draw(); });
  }

  function tell() {
    scrub.value = String(at);
    scrub.setAttribute("aria-valuetext", WORDS.value(at, strokes));
    el("moment").textContent = WORDS.moment(at, strokes);
    icon(play, playing ? "pause" : "play", playing ? WORDS.pause : WORDS.play);
    document.body.dataset.moment = String(at);
    document.body.toggleAttribute("data-playing", playing);
  }

  document.addEventListener("limner:leave", leave);
  start().catch((error) => { console.error(error); fail("browser"); });
})();
