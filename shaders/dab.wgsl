// The coverage of one dab: `limner_core::dab::Falloff`, and the paper's grain on it
// (`limner_core::grain`). Needs `tables`.

struct Dab {
    // First column and row of the pixels that it may touch, and those after the last.
    bounds: vec4<i32>,
    // In 1/64 px.
    center: vec2<i32>,
    // Cosine and sine in units of 2⁻¹⁴.
    axis: vec2<i32>,
    // In 1/256.
    aspect: i32,
    round: u32,
    firm: u32,
    shift: u32,
    shifted_radius_squared: u32,
    inverse: u32,
    inner_slope: u32,
    inner_end: u32,
    outer_slope: u32,
    outer_end: u32,
    // Fractions in units of 2⁻¹⁵ from here on.
    softness: u32,
    grain: u32,
    opacity: u32,
    flow: u32,
    smudge: u32,
    smudge_length: u32,
    // In 1/64 px.
    pick_radius: i32,
}

// The coverage of the pixel at `x`, `y`, which lies within the dab's bounds.
fn dab_coverage(dab: Dab, x: i32, y: i32, grain_scale: u32) -> u32 {
    var coverage = mask(dab, distance_squared(dab, x, y));
    if dab.softness > 0u {
        let bell = mul_q15(mul_q15(coverage, coverage), 3u * ONE - 2u * coverage);
        coverage = mix_q15(coverage, bell, dab.softness);
    }
    if dab.grain > 0u {
        coverage = grain_catch(coverage, dab.grain, grain_height(x, y, grain_scale));
    }
    return mul_q15(coverage, dab.opacity);
}

fn distance_squared(dab: Dab, x: i32, y: i32) -> u32 {
    let dx = x * UNITS_PER_PX + UNITS_PER_PX / 2 - dab.center.x;
    let dy = y * UNITS_PER_PX + UNITS_PER_PX / 2 - dab.center.y;
    if dab.round != 0u {
        return u32(dx * dx) + u32(dy * dy);
    }
    let along = clamp((dx * dab.axis.x + dy * dab.axis.y) >> 14u, -FAR, FAR);
    let stretched = (((dy * dab.axis.x - dx * dab.axis.y) >> 14u) * dab.aspect) >> 8u;
    let across = clamp(stretched, -FAR, FAR);
    return u32(along * along) + u32(across * across);
}

fn mask(dab: Dab, distance_squared: u32) -> u32 {
    let d = min(distance_squared >> dab.shift, dab.shifted_radius_squared);
    let rr = min((d * dab.inverse) >> 16u, ONE);
    let inner = ONE - min((min(rr, dab.inner_end) * dab.inner_slope) >> SLOPE_BITS, ONE);
    let outer = min((min(ONE - rr, dab.outer_end) * dab.outer_slope) >> SLOPE_BITS, ONE);
    return select(max(inner, outer), min(inner, outer), dab.firm != 0u);
}

fn grain_height(x: i32, y: i32, scale: u32) -> u32 {
    let column = u32(x >> scale) % GRAIN_SIDE;
    let row = u32(y >> scale) % GRAIN_SIDE;
    return tables.heights[row * GRAIN_SIDE + column];
}

fn grain_catch(coverage: u32, grain: u32, height: u32) -> u32 {
    let threshold = grain + (mul_q15(grain, ONE - coverage) >> 1u);
    let above = saturating_sub(ONE + 4u * height, 4u * threshold);
    return mul_q15(coverage, min(above, ONE));
}
