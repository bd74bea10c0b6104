// Mixing colours as pigments mix: `limner_core::pigment`.

struct Tables {
    decode: array<u32, DECODE>,
    encode: array<u32, ENCODE>,
    log: array<u32, LOG>,
    exp: array<u32, EXP>,
    // The paper's grain, row by row.
    heights: array<u32, HEIGHTS>,
}

// A colour, ready to be mixed: minus the logarithms of its reflectances, and what becomes of it when
// it goes through the bands and back.
struct Pigment {
    logs: array<u32, BANDS>,
    back: vec3<u32>,
}

fn decode(value: u32) -> u32 {
    let i = value >> 5u;
    let part = value & 31u;
    let next = tables.decode[min(i + 1u, DECODE - 1u)];
    return (tables.decode[i] * (32u - part) + next * part + 16u) >> 5u;
}

fn encode(value: u32) -> u32 {
    let i = value >> 3u;
    let part = value & 7u;
    let next = tables.encode[min(i + 1u, ENCODE - 1u)];
    return (tables.encode[i] * (8u - part) + next * part + 4u) >> 3u;
}

fn pigment_log(fraction: u32) -> u32 {
    let whole = 31u - countLeadingZeros(fraction);
    let mantissa = ((fraction << (15u - whole)) - ONE) >> 6u;
    return saturating_sub((15u - whole) << LOG_BITS, tables.log[mantissa]);
}

fn pigment_exp(log: u32) -> u32 {
    let whole = min(log >> LOG_BITS, 16u);
    return (tables.exp[log % EXP] + ((1u << whole) >> 1u)) >> whole;
}

// Colour without alpha; black where there is none.
fn straight(paint: vec4<u32>) -> vec3<u32> {
    if paint.a == 0u {
        return vec3(0u);
    }
    return min((paint.rgb * ONE + paint.a / 2u) / paint.a, vec3(ONE));
}

// Prepares a straight sRGB colour.
fn pigment_of(color: vec3<u32>) -> Pigment {
    let linear = vec3(decode(color.r), decode(color.g), decode(color.b));
    var pigment: Pigment;
    for (var band = 0u; band < BANDS; band += 1u) {
        let parts = REFLECTANCE[band] * linear;
        let sum = parts.r + parts.g + parts.b;
        pigment.logs[band] = pigment_log(clamp((sum + (1u << 14u)) >> 15u, MIN_REFLECTANCE, ONE));
    }
    pigment.back = color_of(pigment.logs);
    return pigment;
}

fn color_of(logs: array<u32, BANDS>) -> vec3<u32> {
    var of_bands = logs;
    var sum = vec3<i32>(0);
    for (var band = 0u; band < BANDS; band += 1u) {
        sum += i32(pigment_exp(of_bands[band])) * RESPONSE[band];
    }
    let linear = vec3<u32>(clamp((sum + (1 << 14u)) >> vec3(15u), vec3(0), vec3(i32(ONE))));
    return vec3(encode(linear.r), encode(linear.g), encode(linear.b));
}

// What to add to the plain mixture of two colours, `over` with weight `t`, to have it as pigments
// would mix.
fn pigment_shift(under: Pigment, over: Pigment, t: u32) -> vec3<i32> {
    var below = under;
    var above = over;
    var logs: array<u32, BANDS>;
    for (var band = 0u; band < BANDS; band += 1u) {
        logs[band] = mix_q15(below.logs[band], above.logs[band], t);
    }
    let plain = mix4_q15(vec4(below.back, 0u), vec4(above.back, 0u), t);
    return vec3<i32>(color_of(logs)) - vec3<i32>(plain.rgb);
}
