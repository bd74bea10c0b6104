// Picks up paint for one batch of dabs, before any of them is laid: `limner_core::surface::Smudge`.
//
// Reads the canvas and the stroke's table of tiles; writes `smudge`. One workgroup, of which a thread
// does each point of the square that a dab picks up from. Belongs to the module of `lay.wgsl`.
//
// Picking up and laying take turns many times in a stroke: they are one program, as some drivers take
// long to change it.

const PICKS: u32 = u32(PICK_SIDE * PICK_SIDE);

var<workgroup> picked: array<vec4<u32>, PICKS * SMUDGE_BATCH>;
// Whether the point lies on the canvas.
var<workgroup> found: array<u32, PICKS * SMUDGE_BATCH>;

@compute @workgroup_size(BLOCK, BLOCK)
fn smear(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(local_invocation_id) thread: vec3<u32>,
    @builtin(local_invocation_index) thread_index: u32,
) {
    if ink.serial == 0u {
        pick(thread_index);
    } else {
        lay_job(group, thread, thread_index);
    }
}

fn pick(thread: u32) {
    if thread < PICKS {
        pick_point(thread);
    }
    workgroupBarrier();
    // The sums of each dab go where its first point was.
    if thread < SMUDGE_BATCH {
        var sum = vec4(0u);
        var count = 0u;
        for (var k = thread * PICKS; k < (thread + 1u) * PICKS; k += 1u) {
            sum += picked[k];
            count += found[k];
        }
        picked[thread * PICKS] = sum;
        found[thread * PICKS] = count;
    }
    workgroupBarrier();
    if thread == 0u {
        carry();
    }
}

// One point of each dab.
fn pick_point(thread: u32) {
    let i = i32(thread);
    let u = 2 * (i % PICK_SIDE) + 1 - PICK_SIDE;
    let v = 2 * (i / PICK_SIDE) + 1 - PICK_SIDE;
    let side = 2 * PICK_SIDE - 1;
    // Within the disc that the square's outermost row touches.
    let is_inside = u * u + v * v <= side * side / 4;
    for (var k = 0u; k < SMUDGE_BATCH; k += 1u) {
        let at = k * PICKS + thread;
        picked[at] = vec4(0u);
        found[at] = 0u;
        if k < ink.dab_count && is_inside {
            let center = dabs[ink.first_dab + k].center;
            let radius = dabs[ink.first_dab + k].pick_radius;
            // From 1/64 px to whole pixels; the shift rounds down, below zero as well.
            let x = (center.x + u * radius / PICK_SIDE) >> 6u;
            let y = (center.y + v * radius / PICK_SIDE) >> 6u;
            if x >= 0 && y >= 0 && x < ink.width && y < ink.height {
                picked[at] = pixel_at(x, y);
                found[at] = 1u;
            }
        }
    }
}

// Takes up the mean of each dab's pixels in turn, and says what it lays of them.
fn carry() {
    var carried = vec4(0u);
    var has_carried = false;
    if ink.carries != 0u {
        carried = smudge.carried;
        has_carried = smudge.has_carried != 0u;
    }
    for (var k = 0u; k < ink.dab_count; k += 1u) {
        let dab = dabs[ink.first_dab + k];
        let count = found[k * PICKS];
        if count > 0u {
            let mean = (picked[k * PICKS] + count / 2u) / count;
            if has_carried {
                carried = min(mix4_q15(mean, carried, dab.smudge_length), vec4(ONE));
            } else {
                carried = mean;
            }
            has_carried = true;
        }
        smudge.paints[k] = min(mix4_q15(ink.source, carried, dab.smudge), vec4(ONE));
    }
    smudge.carried = carried;
    smudge.has_carried = u32(has_carried);
}

fn pixel_at(x: i32, y: i32) -> vec4<u32> {
    let columns = (ink.width + TILE - 1) / TILE;
    let slot = order[ink.first_tile + u32(y / TILE * columns + x / TILE)];
    if slot == NO_SLOT {
        return vec4(0u);
    }
    return unpack_pixel(pixels[slot * TILE_PIXELS + u32(y % TILE * TILE + x % TILE)]);
}
