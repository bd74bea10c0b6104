// What every shader begins with, after the constants that `shader.rs` writes: fixed point as
// `limner_core::fixed` has it. Everything from a dab to a pixel is integer maths in 32 bits.

// Product of two fractions, rounded to nearest.
fn mul_q15(a: u32, b: u32) -> u32 {
    return (a * b + (1u << 14u)) >> 15u;
}

// `a` where `t` is 0 and `b` where it is one, each product rounded.
fn mix_q15(a: u32, b: u32, t: u32) -> u32 {
    return mul_q15(a, ONE - t) + mul_q15(b, t);
}

// The same for the four channels of a pixel.
fn mix4_q15(a: vec4<u32>, b: vec4<u32>, t: u32) -> vec4<u32> {
    return ((a * (ONE - t) + (1u << 14u)) >> vec4(15u)) + ((b * t + (1u << 14u)) >> vec4(15u));
}

fn saturating_sub(a: u32, b: u32) -> u32 {
    return max(a, b) - b;
}

// A pixel of a canvas as it is stored: two channels a word.
fn unpack_pixel(words: vec2<u32>) -> vec4<u32> {
    return vec4(words.x & 0xffffu, words.x >> 16u, words.y & 0xffffu, words.y >> 16u);
}

fn pack_pixel(paint: vec4<u32>) -> vec2<u32> {
    return vec2(paint.r | (paint.g << 16u), paint.b | (paint.a << 16u));
}
