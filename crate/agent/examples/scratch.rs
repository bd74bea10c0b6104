//! scratch
use limner_agent::planner::*;
use limner_agent::*;
use limner_env::*;
fn main() {
    let mut args = std::env::args().skip(1);
    let weights = args.next().unwrap();
    let files: Vec<String> = args.collect();
    let mut sums = [0.0f32; 2];
    let t = std::time::Instant::now();
    let e = |k: &str, d: usize| std::env::var(k).ok().and_then(|v| v.parse().ok()).unwrap_or(d);
    let effort = Effort { windows: e("W", 4), finalists: e("F", 4), steps: e("S", 12), pool: e("P", 16) };
    let policy = (weights != "random").then(|| weights::decode(&std::fs::read(&weights).unwrap()).unwrap().policy().unwrap());
    for f in &files {
        let raw = std::fs::read(f).unwrap();
        let n = 256usize;
        let p = Picture::from_rgb8(n, n, &raw).unwrap();
        let paper = limner_env::action::rgb8(p.mean());
        let mut scene = Scene::new(limner_core::Header::new(256, 256, paper, 1), Some(&p)).unwrap();
        let mut planner = Planner::new(effort, 1);
        let mut r = RandomProposer(Random::new(2));
        let mut q;
        let prop: &mut dyn Proposer = match &policy { None => &mut r, Some(p) => { q = p; &mut q } };
        let taste = taste::Taste::default();
        let mut lv = [0; 8];
        for i in 0..200 {
            let Some(pr) = planner.next(&mut scene, prop, &taste).unwrap() else { println!("none at {i}"); continue };
            lv[pr.window.level as usize] += 1;
            scene.paint(&pr.stroke);
            if i == 49 { sums[0] += scene.psnr().unwrap(); }
        }
        sums[1] += scene.psnr().unwrap();
        if e("V", 0) > 0 { println!("{f} {lv:?} {:.2}", scene.psnr().unwrap()); }
        std::fs::write(format!("{f}.out"), scene.canvas_picture().to_rgb8()).unwrap();
    }
    let n = files.len() as f32;
    println!("{} {effort:?} mean {:.2} {:.2}  {:.2} ms/stroke", weights, sums[0] / n, sums[1] / n, t.elapsed().as_secs_f32() * 1000.0 / (200.0 * n));
}
