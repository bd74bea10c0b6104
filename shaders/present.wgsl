// Shows the canvas over its paper, panned, zoomed and turned.
//
// Reads `slots` and `pixels`; draws one triangle over the whole screen. The only place where a pixel
// becomes a float: channels are sRGB-encoded and are written as they are, so the texture's format must
// not encode them again.

struct View {
    // Canvas pixels from screen pixels: columns of a matrix, then an offset.
    canvas_from_screen_x: vec2<f32>,
    canvas_from_screen_y: vec2<f32>,
    canvas_from_screen_0: vec2<f32>,
    // In pixels.
    width: i32,
    height: i32,
    // sRGB and opacity in units of 2⁻¹⁵.
    paper: vec4<u32>,
    surround: vec4<u32>,
    // Samples along either side of a screen pixel.
    samples: i32,
    columns: i32,
    // Canvas pixels along a sample: edges between them within it are blended. 0 leaves them sharp.
    blend: f32,
    unused: u32,
}

@group(0) @binding(0) var<uniform> view: View;
@group(0) @binding(1) var<storage, read> pixels: array<vec2<u32>>;
// The slot of each tile, row by row.
@group(0) @binding(2) var<storage, read> slots: array<u32>;

@vertex
fn vertex(@builtin(vertex_index) corner: u32) -> @builtin(position) vec4<f32> {
    let x = f32(i32(corner & 1u) * 4 - 1);
    let y = f32(i32(corner >> 1u) * 4 - 1);
    return vec4(x, y, 0.0, 1.0);
}

@fragment
fn fragment(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    let corner = floor(position.xy);
    var sum = vec4(0.0);
    for (var j = 0; j < view.samples; j += 1) {
        for (var i = 0; i < view.samples; i += 1) {
            let at = corner + (vec2(f32(i), f32(j)) + 0.5) / f32(view.samples);
            sum += blended_at(view.canvas_from_screen_x * at.x
                + view.canvas_from_screen_y * at.y
                + view.canvas_from_screen_0);
        }
    }
    // Opaque, or premultiplied where the surround is not.
    return sum / f32(view.samples * view.samples) / 255.0;
}

// The mean over a square around `at`, which may lie across an edge either way.
fn blended_at(at: vec2<f32>) -> vec4<f32> {
    let low = vec2<i32>(floor(at - view.blend / 2.0));
    let high = vec2<i32>(floor(at + view.blend / 2.0));
    if all(low == high) {
        return vec4<f32>(color_at(low));
    }
    let part = clamp((at + view.blend / 2.0 - vec2<f32>(high)) / view.blend, vec2(0.0), vec2(1.0));
    let weight = select(part, vec2(0.0), low == high);
    let above = mix(
        vec4<f32>(color_at(low)),
        vec4<f32>(color_at(vec2(high.x, low.y))),
        weight.x,
    );
    let below = mix(
        vec4<f32>(color_at(vec2(low.x, high.y))),
        vec4<f32>(color_at(high)),
        weight.x,
    );
    return mix(above, below, weight.y);
}

// What a person sees at a pixel, 0..=255 a channel: `Canvas::color_at`.
fn color_at(at: vec2<i32>) -> vec4<u32> {
    if any(at < vec2(0)) || any(at >= vec2(view.width, view.height)) {
        return u8_from_q15(view.surround);
    }
    var paint = vec4(0u);
    let slot = slots[at.y / TILE * view.columns + at.x / TILE];
    if slot != NO_SLOT {
        paint = unpack_pixel(pixels[slot * TILE_PIXELS + u32(at.y % TILE * TILE + at.x % TILE)]);
    }
    let clear = ONE - paint.a;
    let color = paint.rgb + ((view.paper.rgb * clear + (1u << 14u)) >> vec3(15u));
    return u8_from_q15(vec4(color, ONE));
}

fn u8_from_q15(value: vec4<u32>) -> vec4<u32> {
    return (value * 255u + (1u << 14u)) >> vec4(15u);
}
