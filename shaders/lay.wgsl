// Lays the dabs of one stroke (of one batch of dabs, where it smudges).
//
// Reads `jobs`, `order`, `dabs`, `smudge` and the tiles' old slots; writes their new slots. A workgroup
// of 16 × 16 threads owns a tile, a thread 4 × 4 of its pixels; dabs come in order. Nothing is shared
// but whether the tile exists, which the whole workgroup knows alike.

struct Job {
    // Corner of the tile, in pixels.
    origin: vec2<i32>,
    // Where its pixels are, or NO_SLOT; and where they are to be: another slot if the old one is still
    // needed.
    from_slot: u32,
    to_slot: u32,
    // Its dabs, as a range of `order`.
    first: u32,
    count: u32,
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
// By slot: whether the CPU's canvas would have this tile. An eraser leaves those alone that it has not.
@group(0) @binding(3) var<storage, read_write> opened_slots: array<u32>;
@group(0) @binding(4) var<storage, read> dabs: array<Dab>;
@group(0) @binding(5) var<storage, read> jobs: array<Job>;
// Indices of dabs; and tables of tiles, by which smudging finds their slots.
@group(0) @binding(6) var<storage, read> order: array<u32>;
@group(0) @binding(7) var<storage, read> tables: Tables;
@group(0) @binding(8) var<storage, read_write> smudge: Smudge;

// Pixels along the side of what a thread owns.
const BLOCK: i32 = 4;

@compute @workgroup_size(16, 16)
fn lay(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(local_invocation_id) thread: vec3<u32>,
    @builtin(local_invocation_index) thread_index: u32,
) {
    let job = jobs[ink.first_job + group.x];
    var opened = false;
    if job.from_slot != NO_SLOT {
        opened = opened_slots[job.from_slot] != 0u;
    }
    // The slot may be the one that is written below.
    workgroupBarrier();
    let inside = vec2<i32>(thread.xy) * BLOCK;
    if ink.build_up != 0u {
        opened = build_up(job, inside, opened);
    } else {
        opened = wash(job, inside, opened);
    }
    if thread_index == 0u {
        opened_slots[job.to_slot] = u32(opened);
    }
}

// Every dab is laid by itself. Says whether the tile exists now.
fn build_up(job: Job, inside: vec2<i32>, was_opened: bool) -> bool {
    let corner = job.origin + inside;
    var opened = was_opened;
    var block: array<Pixel, 16>;
    var is_loaded = job.from_slot != job.to_slot;
    if is_loaded {
        for (var i = 0; i < BLOCK * BLOCK; i += 1) {
            block[i] = load(job.from_slot, inside + vec2(i % BLOCK, i / BLOCK));
        }
    }
    var source = ink_source(ink.source);
    for (var i = 0u; i < job.count; i += 1u) {
        let index = order[job.first + i];
        if ink.smudges != 0u {
            source.paint = smudge.paints[index - ink.first_dab];
        }
        if !opened && all(source.paint == vec4(0u)) {
            continue;
        }
        opened = true;
        let part = part_of(dabs[index].bounds, corner);
        if any(part.xy >= part.zw) {
            continue;
        }
        if ink.smudges != 0u {
            source = ink_source(source.paint);
        }
        if !is_loaded {
            for (var k = 0; k < BLOCK * BLOCK; k += 1) {
                block[k] = load(job.from_slot, inside + vec2(k % BLOCK, k / BLOCK));
            }
            is_loaded = true;
        }
        let dab = dabs[index];
        for (var y = part.y; y < part.w; y += 1) {
            for (var x = part.x; x < part.z; x += 1) {
                let k = y * BLOCK + x;
                let coverage = dab_coverage(dab, corner.x + x, corner.y + y, ink.grain_scale);
                block[k] = ink_lay(block[k], source, coverage);
            }
        }
    }
    if is_loaded {
        for (var i = 0; i < BLOCK * BLOCK; i += 1) {
            store(job.to_slot, inside + vec2(i % BLOCK, i / BLOCK), block[i]);
        }
    }
    return opened;
}

// Dabs raise the coverage, which is laid once. Says whether the tile exists now.
fn wash(job: Job, inside: vec2<i32>, was_opened: bool) -> bool {
    let corner = job.origin + inside;
    let lays = was_opened || any(ink.source != vec4(0u));
    var coverage: array<u32, 16>;
    for (var i = 0u; lays && i < job.count; i += 1u) {
        let index = order[job.first + i];
        let part = part_of(dabs[index].bounds, corner);
        if any(part.xy >= part.zw) {
            continue;
        }
        let dab = dabs[index];
        for (var y = part.y; y < part.w; y += 1) {
            for (var x = part.x; x < part.z; x += 1) {
                let k = y * BLOCK + x;
                let raised = dab_coverage(dab, corner.x + x, corner.y + y, ink.grain_scale);
                coverage[k] = ink_raise(coverage[k], raised, dab.flow);
            }
        }
    }
    let source = ink_source(ink.source);
    let moves = job.from_slot != job.to_slot;
    for (var i = 0; i < BLOCK * BLOCK; i += 1) {
        let toned = ink_tone(coverage[i]);
        if toned > 0u || moves {
            let at = inside + vec2(i % BLOCK, i / BLOCK);
            store(job.to_slot, at, ink_lay(load(job.from_slot, at), source, toned));
        }
    }
    return lays;
}

// The columns and rows of a thread's pixels that lie within `bounds`, counted from their corner.
fn part_of(bounds: vec4<i32>, corner: vec2<i32>) -> vec4<i32> {
    return clamp(bounds - corner.xyxy, vec4(0), vec4(BLOCK));
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
