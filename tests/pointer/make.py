#!/usr/bin/env python3
"""Makes the recorded pointer sessions of this folder: see README.md. The seed is fixed, so the same files
come out each time; nothing runs this but a person who wants other sessions."""

import json
import math
import random
from pathlib import Path

# Of the display: a frame, and how unevenly it comes.
FRAME_MS = 1000 / 60


class Device:
    """How a pointer reports: how often, how unevenly in time, how finely in place, with what tremor."""

    def __init__(self, every_ms, uneven_ms, place_px, tremor_px, pressure, tilt):
        self.every_ms, self.uneven_ms, self.place_px = every_ms, uneven_ms, place_px
        self.tremor_px, self.pressure, self.tilt = tremor_px, pressure, tilt


def pen_pressure(part, speed):
    """Rises as the tip meets the glass, gives way a little to speed, falls as it leaves."""
    rise = 1 - math.exp(-(part + 0.008) / 0.06)
    fall = 1 - math.exp(-(1 - part) / 0.05)
    body = 0.72 - 0.16 * min(speed / 1.5, 1) + 0.08 * math.sin(part * 7.1)
    return round(max(rise * fall * body, 0) * 8191) / 8191


def pen_tilt(part):
    """The wrist turns slowly; whole degrees."""
    return [round(34 - 13 * part + 3 * math.sin(part * 5)), round(-18 + 21 * part)]


# A mouse counts whole pixels of a screen that shows the canvas at 5/4; a pen sixteenths; a finger thirds.
MOUSE = Device(8, 0.9, 0.8, 0.0, lambda part, speed: 1.0, lambda part: [0, 0])
PEN = Device(1000 / 240, 0.4, 1 / 16, 0.12, pen_pressure, pen_tilt)
FINGER = Device(1000 / 90, 2.6, 1 / 3, 0.35, lambda part, speed: 1.0, lambda part: [0, 0])


def way(points, count=900):
    """A smooth way through points: centripetal enough as a Catmull-Rom spline for hand-sized legs."""
    ends = [points[0], *points, points[-1]]
    fine = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:]):
        for i in range(count // (len(points) - 1)):
            t = i / (count // (len(points) - 1))
            fine.append([
                0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t ** 3)
                for p, q, r, s in zip(a, b, c, d)
            ])
    return fine + [list(points[-1])]


def timed(fine, took_ms):
    """When the hand is where: slow where the way bends (speed ~ curvature^-1/3, Lacquaniti et al. 1983), and
    from rest to rest as a smooth reach is (Flash and Hogan 1985)."""
    times = [0.0]
    for i in range(1, len(fine)):
        before, here, after = fine[max(i - 6, 0)], fine[i], fine[min(i + 6, len(fine) - 1)]
        leg = math.dist(fine[i - 1], here)
        turn = abs(math.remainder(
            math.atan2(after[1] - here[1], after[0] - here[0]) - math.atan2(here[1] - before[1], here[0] - before[0]),
            2 * math.pi))
        curvature = turn / max(math.dist(before, after), 1e-6)
        part = i / len(fine)
        reach = 30 * part ** 2 * (1 - part) ** 2
        times.append(times[-1] + leg * (curvature + 0.004) ** (1 / 3) / (0.25 + reach))
    return [t * took_ms / times[-1] for t in times]


def reports(device, points, took_ms, at_ms, chance):
    """What the device reports while a hand goes along points: [x, y, pressure, tilt x, tilt y, ms] each."""
    fine = way(points)
    times = timed(fine, took_ms)
    phase = [chance.uniform(0, 7) for _ in range(4)]
    out, now, i, last = [], 0.0, 0, None
    while True:
        while i + 1 < len(times) and times[i + 1] <= now:
            i += 1
        part = min(now / took_ms, 1)
        # Physiological tremor lies between 8 and 12 Hz.
        shake = [device.tremor_px * (math.sin(now * 0.0565 + phase[k]) + math.sin(now * 0.0723 + phase[k + 2]))
                 for k in range(2)]
        place = [round((v + s) / device.place_px) * device.place_px for v, s in zip(fine[i], shake)]
        speed = math.dist(place, last[0]) / (now - last[1]) if last else 0.0
        # A mouse that does not move reports nothing.
        if last is None or place != last[0] or device is not MOUSE:
            out.append([*(round(v, 4) for v in place), round(device.pressure(part, speed), 5),
                        *device.tilt(part), round(at_ms + now, 1)])
            last = (place, now)
        if now >= took_ms:
            return out
        now = min(now + device.every_ms + chance.uniform(-1, 1) * device.uneven_ms, took_ms)


def events(made, chance, held_ms=0):
    """Reports as a page hears of them: the first with the button, the others once a frame, all that came
    since; now and then a frame is late. Frames go by in between."""
    first, *rest = made
    out, frame, waiting = [["down", first]], first[5] + chance.uniform(0, FRAME_MS), []
    for report in [*rest, None]:
        while report is None or report[5] > frame:
            if waiting:
                out.append(["move", waiting])
            out.append(["frame", round(frame, 1)])
            waiting = []
            if report is None:
                break
            late = chance.choice([1, 1, 1, 1, 1, 1, 1, 2, 3])
            frame += FRAME_MS * late + chance.uniform(-0.3, 0.3)
        if report:
            waiting.append(report)
    up = made[-1][5] + chance.uniform(1, 9)
    while held_ms > 0:
        frame, held_ms = frame + FRAME_MS, held_ms - FRAME_MS
        out.append(["frame", round(frame, 1)])
        up = frame + 2
    return [*out, ["up", round(up, 1)]]


def in_air(made, tilt):
    """Without pressure, and the wrist stays as it is."""
    return [["move", [[*r[:2], 0, *tilt, r[5]] for r in made[i:i + 4]]] for i in range(0, len(made), 4)]


def session(name, about, device, plan, seed):
    """One file: tools, strokes with pauses between them, and what else the plan says."""
    chance = random.Random(seed)
    out, now = [], 1000.0
    for what, *rest in plan:
        if what == "stroke":
            points, took_ms, *held = rest
            if device is PEN:
                # It is seen in the air before it touches, without pressure.
                start = [points[0][0] - 30, points[0][1] - 22]
                air = reports(PEN, [start, points[0]], 90, now, chance)
                out += in_air(air, pen_tilt(0))
                now += 95
            made = reports(device, points, took_ms, now, chance)
            out += events(made, chance, *held)
            now = out[-1][1] + chance.uniform(160, 700)
            if device is PEN:
                air = reports(PEN, [points[-1], [points[-1][0] + 14, points[-1][1] - 25]], 60, out[-1][1] + 1, chance)
                out += in_air(air, pen_tilt(1))
        elif what == "cancelled":
            made = events(reports(device, *rest, now, chance), chance)
            out += [*made[:-1], ["cancel"]]
            now = made[-1][1] + 300
        else:
            out.append([what, *rest])
    lines = ",\n    ".join(json.dumps(event, separators=(",", ":")) for event in out)
    head = json.dumps({"about": about, "width": 400, "height": 300, "paper": 0xF6F0E4, "seed": seed})
    Path(__file__).with_name(f"{name}.json").write_text(f'{head[:-1]},\n  "events": [\n    {lines}\n  ]\n}}\n')


def brush(key, radius, opacity=1.0, hardness=0.8, to_radius=True, to_opacity=False):
    return ["brush", {"key": key, "radius": radius, "opacity": opacity, "hardness": hardness,
                      "toRadius": to_radius, "toOpacity": to_opacity}]


def loop(x, y, r, turns=1.0, squash=0.7):
    count = int(7 * turns) + 1
    return [[x + r * math.cos(6.283 * turns * i / count), y + squash * r * math.sin(6.283 * turns * i / count)]
            for i in range(count + 1)]


session("mouse", "A mouse: one pressure, whole pixels of a screen that shows the canvas at 5/4, 125 Hz.", MOUSE, [
    brush("ink", 5), ["color", 0x2B2A33],
    ["stroke", [[40, 60], [120, 40], [200, 90], [300, 50]], 620],
    ["stroke", loop(120, 150, 46, 1.6), 900],
    brush("round_bristle", 16, 0.9), ["color", 0xB5432E],
    ["stroke", [[60, 250], [190, 210], [350, 260]], 480],
    ["stabiliser", "lazy", 18.0],
    ["stroke", [[330, 110], [250, 150], [330, 190], [250, 230]], 840],
    ["stabiliser", "none", 0.0],
    brush("oil", 12), ["color", 0x5B4A78],
    ["stroke", [[200, 120], [201, 121]], 60],
    ["stroke", [[150, 80], [260, 170], [170, 230]], 540],
    ["undo"], ["redo"],
    ["tool", "eraser"],
    ["stroke", [[40, 40], [220, 160], [380, 280]], 300],
    ["undo"],
], 11)

session("pen", "A pen: 8,192 steps of pressure, tilt, sixteenths of a pixel, 240 Hz; seen in the air too.", PEN, [
    brush("pencil", 6), ["color", 0x33302B],
    ["stroke", [[30, 40], [90, 90], [160, 50], [230, 100]], 700],
    ["stroke", loop(300, 80, 52, 2.2), 1300],
    brush("watercolour", 26, 0.8), ["color", 0x2F6F8F],
    ["stroke", [[40, 170], [160, 140], [280, 180], [370, 150]], 900],
    ["stroke", [[60, 190], [180, 170], [360, 200]], 520],
    ["stabiliser", "smooth", 30.0],
    brush("flat_bristle", 14), ["color", 0xC9A227],
    ["stroke", [[50, 270], [130, 220], [220, 275], [300, 225], [380, 270]], 1100],
    ["stabiliser", "none", 0.0],
    brush("airbrush", 24, 0.7), ["color", 0x7A3B5E],
    ["stroke", [[200, 120], [203, 118]], 120, 400],
    brush("blender", 18),
    ["stroke", [[120, 160], [210, 190], [250, 120]], 760],
    ["stroke", [[350, 250], [350.5, 250.5]], 40],
], 12)

session("finger", "A finger: no pressure, thirds of a pixel, 60 to 120 reports a second, unsteady.", FINGER, [
    brush("marker", 11, 0.8), ["color", 0x3D7A4E],
    ["stroke", [[40, 80], [150, 50], [260, 110], [360, 70]], 420],
    ["stroke", [[50, 120], [360, 130]], 110],
    ["cancelled", [[100, 200], [140, 190]], 120],
    brush("charcoal", 13), ["color", 0x2B2A33],
    ["stroke", loop(200, 200, 60, 1.2), 800],
    ["stroke", [[330, 180], [300, 240], [370, 260]], 260],
    brush("gouache", 20), ["color", 0xD98E5F],
    ["stroke", [[60, 230], [110, 270], [170, 230], [120, 190]], 640],
    ["stroke", [[340, 40], [340, 41]], 70],
    ["undo"], ["undo"], ["redo"],
], 13)
