// What the dabs of one stroke lay, and how it meets what is there: `limner_core::ink`.

// Whether there are inks that are wet or mix as pigment; a pipeline without them is much smaller.
override MIXES: bool = true;

struct Ink {
    // Premultiplied; all zero for an eraser.
    source: vec4<u32>,
    opacity: u32,
    rim: u32,
    wetness: u32,
    pigment: u32,
    grain_scale: u32,
    clock: u32,
    smudges: u32,
    // Whether the canvas remembers what is wet.
    keeps_dry_at: u32,
    // What one dispatch of the stroke takes of the buffers: its first job, its dabs, and where its
    // table of tiles begins in `order`.
    first_job: u32,
    first_dab: u32,
    dab_count: u32,
    first_tile: u32,
    // Whether it goes on with what an earlier dispatch carried.
    carries: u32,
    // In pixels.
    width: i32,
    height: i32,
    // Number of the dispatch, from 2 on; 0 for one that picks up paint.
    serial: u32,
}

struct Pixel {
    paint: vec4<u32>,
    dry_at: u32,
}

// A source that is laid many times, prepared for it.
struct Source {
    paint: vec4<u32>,
    pigment: Pigment,
}

// Raises a wash's `coverage` towards that of one more dab.
fn ink_raise(coverage: u32, dab: u32, flow: u32) -> u32 {
    if dab > coverage {
        return coverage + mul_q15(dab - coverage, flow);
    }
    return coverage;
}

// The coverage of a wash as it is laid.
fn ink_tone(coverage: u32) -> u32 {
    if ink.rim == 0u || coverage == 0u {
        return coverage;
    }
    let part = min(coverage * ONE / max(ink.opacity, 1u), ONE);
    let full = min(part * 5u / 2u, ONE);
    let middle = min(saturating_sub(part, 2u * ONE / 5u) * 5u / 3u, ONE);
    let toned = saturating_sub(mix_q15(part, full, ink.rim), mul_q15(middle, ink.rim));
    return mul_q15(toned, ink.opacity);
}

fn ink_source(paint: vec4<u32>) -> Source {
    var source: Source;
    source.paint = paint;
    if MIXES && ink.pigment > 0u {
        source.pigment = pigment_of(straight(paint));
    }
    return source;
}

// Lays a source over a pixel.
fn ink_lay(pixel: Pixel, prepared: Source, coverage: u32) -> Pixel {
    if coverage == 0u {
        return pixel;
    }
    var source = prepared;
    var dry_at = pixel.dry_at;
    if MIXES && ink.wetness > 0u {
        let wet = min(saturating_sub(pixel.dry_at, ink.clock), DRYING_STROKES);
        let taken = mul_q15(wet * (ONE / DRYING_STROKES), ink.wetness) >> TAKEN_UP_BITS;
        if taken > 0u {
            source = ink_source(mix4_q15(source.paint, pixel.paint, taken));
        }
        let laid = mul_q15(mul_q15(ink.wetness, coverage), DRYING_STROKES);
        dry_at = max(dry_at, ink.clock + laid);
    }
    var paint = mix4_q15(pixel.paint, source.paint, coverage);
    let over = mul_q15(source.paint.a, coverage);
    let under = mul_q15(pixel.paint.a, ONE - coverage);
    if MIXES && ink.pigment > 0u && over > 0u && under > 0u {
        let t = over * ONE / (over + under);
        let below = pigment_of(straight(pixel.paint));
        let shift = pigment_shift(below, source.pigment, t);
        let strength = i32(mul_q15(paint.a, ink.pigment));
        let moved = vec3<i32>(paint.rgb) + ((shift * strength + (1 << 14u)) >> vec3(15u));
        paint = vec4(vec3<u32>(clamp(moved, vec3(0), vec3(i32(paint.a)))), paint.a);
    }
    return Pixel(paint, dry_at);
}
