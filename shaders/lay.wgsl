// Lays the dabs of one stroke (of one batch of dabs, where it smudges).
//
// Reads `jobs`, `order`, `dabs`, `smudge` and the tiles' old slots; writes their new slots. A workgroup
// of 16 × 16 threads takes blocks of a tile, a thread one pixel of each; dabs come in order. No other
// workgroup has the same block, and nothing is shared but whether the tile exists.

// Whether dabs are laid one by one.
override BUILD_UP: bool = true;

struct Job {
    // Corner of the tile, in pixels.
    origin: vec2<i32>,
    // Where its pixels are, or NO_SLOT; and where they are to be: another slot if the old one is still
    // needed.
    from_slot: u32,
    to_slot: u32,
    // Dabs, as a range of `order`: those that touch the block, or any of them where there are several.
    first: u32,
    count: u32,
    // A bit for each of the tile's blocks that are meant, row by row.
    blocks: u32,
    // Whether it is this job that says if the tile exists: one of its jobs does.
    opens: u32,
}

// The paint that a smudging brush carries, and what each dab of the batch lays of it.
struct Smudge {
    carried: vec4<u32>,
    paints: array<vec4<u32>, SMUDGE_BATCH>,
    has_carried: u32,
}

@group(0) @binding(0) var<uniform> ink: Ink;
@group(0) @binding(1) var<storage, read_write> pixels: array<vec2<u32>>;
@group(0) @binding(2) var<storage, read_write> dry_at: array<u32>;
// By slot: 0 where the CPU's canvas would not have this tile (an eraser leaves it alone), else the
// number of the dispatch since which it would.
@group(0) @binding(3) var<storage, read_write> opened_slots: array<u32>;
@group(0) @binding(4) var<storage, read> dabs: array<Dab>;
@group(0) @binding(5) var<storage, read> jobs: array<Job>;
// Indices of dabs; and tables of tiles, by which smudging finds their slots.
@group(0) @binding(6) var<storage, read> order: array<u32>;
@group(0) @binding(7) var<storage, read> tables: Tables;
@group(0) @binding(8) var<storage, read_write> smudge: Smudge;

@compute @workgroup_size(BLOCK, BLOCK)
fn lay(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(local_invocation_id) thread: vec3<u32>,
    @builtin(local_invocation_index) thread_index: u32,
) {
    lay_job(group, thread, thread_index);
}

fn lay_job(group: vec3<u32>, thread: vec3<u32>, thread_index: u32) {
    let job = jobs[ink.first_job + group.x];
    // No barrier is needed: who finds the flag that this very dispatch sets takes it for unset.
    var was_opened = false;
    if job.from_slot != NO_SLOT {
        let since = opened_slots[job.from_slot];
        was_opened = since != 0u && since != ink.serial;
    }
    // The first dab that is laid: until one lays paint, a tile that doesn't exist is left alone.
    var first = 0u;
    while !was_opened && first < job.count && all(paint_of(job, first) == vec4(0u)) {
        first += 1u;
    }
    let opened = was_opened || first < job.count;
    for (var blocks = job.blocks; blocks != 0u; blocks &= blocks - 1u) {
        let block = i32(firstTrailingBit(blocks));
        let corner = vec2(block % BLOCKS_ACROSS, block / BLOCKS_ACROSS) * BLOCK;
        if BUILD_UP {
            build_up(job, first, corner, vec2<i32>(thread.xy));
        } else {
            wash(job, first, corner, vec2<i32>(thread.xy));
        }
    }
    if job.opens != 0u && thread_index == 0u {
        if opened && !was_opened {
            opened_slots[job.to_slot] = ink.serial;
        } else if job.from_slot != job.to_slot {
            opened_slots[job.to_slot] = u32(opened);
        }
    }
}

// Every dab is laid by itself.
fn build_up(job: Job, first: u32, corner: vec2<i32>, thread: vec2<i32>) {
    let inside = corner + thread;
    let at = job.origin + inside;
    var i = next_dab(job, first, job.origin + corner);
    if i >= job.count && job.from_slot == job.to_slot {
        return;
    }
    var pixel = load(job.from_slot, inside);
    var source: Source;
    var is_prepared = false;
    while i < job.count {
        if !is_prepared {
            source = ink_source(paint_of(job, i));
            is_prepared = ink.smudges == 0u;
        }
        let dab = dabs[order[job.first + i]];
        if contains(dab.bounds, at) {
            pixel = ink_lay(pixel, source, dab_coverage(dab, at.x, at.y, ink.grain_scale));
        }
        i = next_dab(job, i + 1u, job.origin + corner);
    }
    store(job.to_slot, inside, pixel);
}

// Dabs raise the coverage, which is laid once.
fn wash(job: Job, first: u32, corner: vec2<i32>, thread: vec2<i32>) {
    let inside = corner + thread;
    let at = job.origin + inside;
    var coverage = 0u;
    var i = next_dab(job, first, job.origin + corner);
    while i < job.count {
        let dab = dabs[order[job.first + i]];
        if contains(dab.bounds, at) {
            let raised = dab_coverage(dab, at.x, at.y, ink.grain_scale);
            coverage = ink_raise(coverage, raised, dab.flow);
        }
        i = next_dab(job, i + 1u, job.origin + corner);
    }
    let toned = ink_tone(coverage);
    if toned > 0u || job.from_slot != job.to_slot {
        store(job.to_slot, inside, ink_lay(load(job.from_slot, inside), ink_source(ink.source), toned));
    }
}

// The first dab of a job from `start` on that touches the block with this corner; `job.count` if none
// does.
fn next_dab(job: Job, start: u32, corner: vec2<i32>) -> u32 {
    var i = start;
    while i < job.count && !touches(dabs[order[job.first + i]].bounds, corner) {
        i += 1u;
    }
    return i;
}

// What a dab of a job lays.
fn paint_of(job: Job, i: u32) -> vec4<u32> {
    if ink.smudges != 0u {
        return smudge.paints[order[job.first + i] - ink.first_dab];
    }
    return ink.source;
}

// Whether bounds reach into the block with this corner.
fn touches(bounds: vec4<i32>, corner: vec2<i32>) -> bool {
    return all(bounds.xy < corner + BLOCK) && all(bounds.zw > corner);
}

fn contains(bounds: vec4<i32>, at: vec2<i32>) -> bool {
    return all(at >= bounds.xy) && all(at < bounds.zw);
}

fn load(slot: u32, at: vec2<i32>) -> Pixel {
    if slot == NO_SLOT {
        return Pixel(vec4(0u), 0u);
    }
    let i = slot * TILE_PIXELS + u32(at.y * TILE + at.x);
    var pixel = Pixel(unpack_pixel(pixels[i]), 0u);
    if ink.keeps_dry_at != 0u {
        pixel.dry_at = dry_at[i];
    }
    return pixel;
}

fn store(slot: u32, at: vec2<i32>, pixel: Pixel) {
    let i = slot * TILE_PIXELS + u32(at.y * TILE + at.x);
    pixels[i] = pack_pixel(pixel.paint);
    if ink.keeps_dry_at != 0u {
        dry_at[i] = pixel.dry_at;
    }
}
