//! Learning from a critic's opinion: gradients, what comes of it, and what happens where it goes wrong.

use limner_env::Random;
use limner_env::drawing::{Act, Drawings, Judge, NUMBERS, Sheets};
use limner_imagine::augment::{Augmentation, Change};
use limner_imagine::checkpoint;
use limner_imagine::copier::{CopierShape, CopyModel};
use limner_imagine::critic::{Critic, CriticShape, Look};
use limner_imagine::dataset::{Dataset, Shuffle};
use limner_imagine::generator::GeneratorShape;
use limner_imagine::learners::actor_critic::{Actor, ActorCritic, ActorCriticConfig};
use limner_imagine::learners::adversary::AdversaryConfig;
use limner_imagine::learners::choosing::{Choosing, Proposals};
use limner_imagine::learners::copying::{Copying, CopyingConfig};
use limner_imagine::learners::pathwise::{Pathwise, PathwiseConfig};
use limner_imagine::learners::portraying::{Portraying, PortrayingConfig};
use limner_imagine::learners::q_learning::{Chooser, PROPOSALS, Proposer, QConfig, QLearner};
use limner_imagine::lesson::{Lesson, LessonError};
use limner_imagine::reward::Weights;
use limner_imagine::training::{Collapse, Event, Training};
use limner_imagine::{Model, trace};

/// Bars: lying ones of class 0, standing ones of class 1, each somewhere near the middle.
fn bars() -> Dataset {
    let mut set =
        Dataset { side: 32, names: vec!["lying".into(), "standing".into()], ..Dataset::default() };
    let mut random = Random::new(3);
    for index in 0..64 {
        let middle = 12 + random.below(8);
        let label = u16::from(index % 2 == 1);
        for y in 0..32 {
            for x in 0..32 {
                let (along, across) = if label == 0 { (x, y) } else { (y, x) };
                let within = (6..26).contains(&along) && middle.abs_diff(across) < 2;
                set.pixels.push(if within { 255 } else { 0 });
            }
        }
        set.labels.push(label);
    }
    set
}

/// How much further ink reaches along a row than along a column, −1..=1.
fn lying(picture: &[f32]) -> f32 {
    let (mut sums, mut squares, mut ink) = ([0.0f32; 2], [0.0f32; 2], 1e-6f32);
    for (i, v) in picture.iter().enumerate() {
        ink += v;
        for (axis, place) in [i % 32, i / 32].into_iter().enumerate() {
            sums[axis] += v * place as f32;
            squares[axis] += v * (place * place) as f32;
        }
    }
    let [wide, tall] = [0, 1].map(|a| squares[a] / ink - (sums[a] / ink).powi(2));
    (wide - tall) / (wide + tall).max(1e-6)
}

fn small() -> PathwiseConfig {
    let mut config = PathwiseConfig { batch: 32, ..PathwiseConfig::default() };
    for adam in [&mut config.adam, &mut config.adversary.adam] {
        (adam.rate, adam.average) = (1e-3, 0.9);
    }
    config.adversary.penalty = 0.1;
    config
}

fn model(learner: &Pathwise) -> Model {
    let colors = [[255; 3], [0; 3]].map(|[r, g, b]| limner_core::Rgb8::new(r, g, b));
    Model::of(learner, "bars", vec!["lying".into(), "standing".into()], colors)
}

/// How many of a model's drawings lie where that was asked for and stand where that was.
fn as_asked(model: &Model) -> usize {
    let asked: Vec<Option<u16>> = (0..40).map(|i| Some(i % 2)).collect();
    let programs = model.imagine(&asked, &mut Random::new(1));
    let drawings = model.draw(&programs, 1).expect("a model's own options");
    let right = |(i, picture): (usize, &[f32])| {
        let lying = lying(picture);
        if i % 2 == 0 { lying > 0.3 } else { lying < -0.3 }
    };
    drawings.sheets().pictures().enumerate().filter(|drawing| right(*drawing)).count()
}

#[test]
fn the_critics_gradient_matches_differences() {
    let shape = CriticShape { side: 16, channels: 1, classes: 3, group: 4 };
    let critic = Critic::new(shape);
    let mut random = Random::new(2);
    let mut parameters = critic.initial(&mut random);
    let mut pictures: Vec<f32> = (0..8 * 256).map(|_| random.unit()).collect();
    let classes = [0, 0, 0, 0, 2, 2, 2, 2];
    let weights: Vec<f32> = (0..8).map(|_| random.normal()).collect();
    let mut look = Look::default();
    let loss = |parameters: &[f32], pictures: &[f32], look: &mut Look| -> f64 {
        let scores = critic.look(parameters, pictures, &classes, look);
        scores.iter().zip(&weights).map(|(a, b)| f64::from(a * b)).sum()
    };
    loss(&parameters, &pictures, &mut look);
    let (mut gradient, mut d_pictures) = (vec![0.0; parameters.len()], Vec::new());
    let to = Some(&mut gradient[..]);
    critic.backward(&parameters, &mut look, &weights, to, Some(&mut d_pictures));
    let (mut apart, mut all) = (0.0, 0.0);
    for i in (0..parameters.len()).step_by(parameters.len() / 80) {
        let kept = parameters[i];
        parameters[i] = kept + 2e-3;
        let up = loss(&parameters, &pictures, &mut look);
        parameters[i] = kept - 2e-3;
        let down = loss(&parameters, &pictures, &mut look);
        parameters[i] = kept;
        let difference = (up - down) / 4e-3;
        apart += (difference - f64::from(gradient[i])).powi(2);
        all += difference * difference;
    }
    assert!(apart < 0.003 * all, "parameters: {apart} of {all}");
    (apart, all) = (0.0, 0.0);
    for i in (0..pictures.len()).step_by(31) {
        let kept = pictures[i];
        pictures[i] = kept + 5e-3;
        let up = loss(&parameters, &pictures, &mut look);
        pictures[i] = kept - 5e-3;
        let down = loss(&parameters, &pictures, &mut look);
        pictures[i] = kept;
        let difference = (up - down) / 1e-2;
        apart += (difference - f64::from(d_pictures[i])).powi(2);
        all += difference * difference;
    }
    assert!(apart < 0.003 * all, "pixels: {apart} of {all}");
}

#[test]
fn an_augmentations_gradient_is_its_transpose() {
    let mut random = Random::new(6);
    let kinds = [
        Augmentation { shift: 0.1, turn: 0.0, scale: 0.0 },
        Augmentation { shift: 0.1, turn: 0.3, scale: 0.2 },
    ];
    for augmentation in kinds {
        for _ in 0..8 {
            let change: Change = augmentation.draw(16, &mut random);
            let a: Vec<f32> = (0..256).map(|_| random.normal()).collect();
            let b: Vec<f32> = (0..256).map(|_| random.normal()).collect();
            let (mut there, mut back, mut scratch) = (a.clone(), b.clone(), Vec::new());
            change.apply(16, &mut there, &mut scratch);
            change.pull_back(16, &mut back, &mut scratch);
            let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
            assert!((dot(&there, &b) - dot(&a, &back)).abs() < 1e-2);
        }
    }
}

#[test]
fn a_critics_opinion_alone_teaches_to_draw_what_is_asked_for() {
    let shape = GeneratorShape { classes: 2, strokes: 2 };
    let mut training = Training::new(Pathwise::new(32, shape, small(), 4), bars());
    let before = as_asked(&model(&training.learner));
    for _ in 0..260 {
        let event = training.advance();
        assert!(matches!(event, Event::Learned(_)), "{event:?}");
    }
    let model = model(&training.learner);
    let after = as_asked(&model);
    assert!(before < 30 && after >= 34, "{before} of 40 before, {after} after");
    // As it does from bytes.
    let back = Model::decode(&model.encode()).expect("what was encoded");
    assert!(as_asked(&back) >= 33);
}

#[test]
fn a_run_that_was_stopped_goes_on_as_if_it_had_not_been() {
    let (set, shape) = (bars(), GeneratorShape { classes: 0, strokes: 2 });
    let shuffle = Shuffle::new(&set);
    let mut whole = Pathwise::new(32, shape, small(), 9);
    (0..2).for_each(|_| assert!(whole.learn(&set, &shuffle).is_some()));
    let bytes = checkpoint::encode(&mut whole, 1_234);
    (0..2).for_each(|_| assert!(whole.learn(&set, &shuffle).is_some()));
    let mut other = Pathwise::new(32, shape, small(), 10);
    assert_eq!(checkpoint::decode(&bytes, &mut other), Ok(1_234));
    (0..2).for_each(|_| assert!(other.learn(&set, &shuffle).is_some()));
    assert_eq!(whole.parameters, other.parameters);
    assert_eq!(whole.adversary.parameters, other.adversary.parameters);
    for cut in [0, 3, 20, bytes.len() / 2, bytes.len() - 1] {
        assert!(checkpoint::decode(&bytes[..cut], &mut other).is_err());
    }
    assert_eq!(whole.parameters, other.parameters);
}

#[test]
fn a_run_that_comes_to_no_number_is_rolled_back_and_goes_on() {
    let shape = GeneratorShape { classes: 2, strokes: 1 };
    let mut training = Training::new(Pathwise::new(32, shape, small(), 4), bars());
    assert!(matches!(training.advance(), Event::Learned(_)));
    training.learner.parameters[7] = f32::NAN;
    let event = training.advance();
    let back = matches!(event, Event::RolledBack { because: Collapse::NotFinite, to: 0 });
    assert!(back, "{event:?}");
    assert!(training.learner.parameters.iter().all(|v| v.is_finite()));
    assert!(matches!(training.advance(), Event::Learned(_)));
}

#[test]
fn a_run_whose_drawings_are_all_blank_is_rolled_back() {
    let shape = GeneratorShape { classes: 2, strokes: 1 };
    let config = PathwiseConfig { batch: 8, ..small() };
    let mut training = Training::new(Pathwise::new(32, shape, config, 4), bars());
    let mut events = Vec::new();
    for step in 0..420 {
        if step >= 310 {
            // No stroke wants to be laid any more.
            let last = training.learner.parameters.len() - 1;
            training.learner.parameters[last] = -60.0;
        }
        if let Event::RolledBack { because, .. } = training.advance() {
            events.push(because);
        }
    }
    assert_eq!(events.first(), Some(&Collapse::Alike));
}

/// Wants ink on the left half, and none on the right.
struct Left;

impl Judge for Left {
    fn scores(&mut self, sheets: &Sheets) -> Vec<f32> {
        let score = |picture: &[f32]| {
            let each = picture.iter().enumerate();
            each.map(|(i, v)| if i % 32 < 16 { *v } else { -*v }).sum::<f32>() / 40.0
        };
        sheets.pictures().map(score).collect()
    }
}

/// Proposes short strokes anywhere.
struct Anywhere;

impl Proposer for Anywhere {
    fn propose(&mut self, _: Option<u8>, _: usize, random: &mut Random) -> Vec<Act> {
        let mut act = || {
            let middle = [0, 1].map(|_| random.between(-1.2, 1.2));
            let mut numbers = [0.0; NUMBERS];
            for (i, number) in numbers.iter_mut().enumerate().take(6) {
                *number = middle[i % 2] + 0.3 * random.normal();
            }
            numbers[8] = 4.0;
            Act { numbers, lift: random.unit() < 0.7, stop: false }
        };
        (0..PROPOSALS).map(|_| act()).collect()
    }
}

#[test]
fn the_score_function_alone_teaches_through_a_brush_that_has_no_gradient() {
    let mut config = ActorCriticConfig { batch: 32, ..ActorCriticConfig::default() };
    config.options.max_strokes = 2;
    config.options.brush = *limner_core::brush::presets::by_name("oil").expect("a preset");
    config.adam.rate = 4e-3;
    let mut actor = Actor::new(0, config, 5);
    let worth = |actor: &mut Actor| {
        let programs = actor.imagine(&[0; 40]);
        let mut drawings = Drawings::new(config.options).expect("options in range");
        drawings.draw_all(&programs, 1).expect("finite numbers");
        Left.scores(drawings.sheets()).iter().sum::<f32>() / 40.0
    };
    let before = worth(&mut actor);
    for _ in 0..100 {
        assert!(actor.improve(&[0; 16], &mut Left).is_some());
    }
    let after = worth(&mut actor);
    assert!(after > before + 1.0, "{before} before, {after} after");
}

#[test]
fn a_critic_and_a_policy_learn_from_each_other() {
    let set = bars();
    let shuffle = Shuffle::new(&set);
    // A critic that learns quickly: the test is short.
    let mut adversary = AdversaryConfig { penalty: 0.1, ..AdversaryConfig::default() };
    adversary.adam.rate = 2e-3;
    let config = ActorCriticConfig { adversary, ..ActorCriticConfig::default() };
    let mut learner = ActorCritic::new(2, config, 5);
    let first = learner.learn(&set, &shuffle).expect("numbers");
    let mut last = first;
    for _ in 0..20 {
        last = learner.learn(&set, &shuffle).expect("numbers");
    }
    // The critic begins to tell them, and the policy goes on drawing.
    assert!(last.critic.gap > first.critic.gap + 0.5, "{first:?}, then {last:?}");
    assert!(last.strokes >= 1.0 && last.spread > 0.1);
}

#[test]
fn what_q_learning_chooses_earns_more_than_chance() {
    let config = QConfig { chance_steps: 60, follow: 0.05, batch: 16, ..QConfig::default() };
    let mut learner = QLearner::new(config, 2);
    for _ in 0..40 {
        let metrics = learner.learn(&[None; 16], &mut Anywhere, &mut Left).expect("in range");
        assert!(metrics.error.is_finite());
    }
    let mut earned = |chooser| {
        learner.earned(chooser, &[None; 64], &mut Anywhere, &mut Left).expect("options in range")
    };
    let [random, greedy, learned] =
        [Chooser::Random, Chooser::Greedy, Chooser::Learned].map(&mut earned);
    assert!(greedy > random, "{greedy} by greed, {random} by chance");
    assert!(learned > random + 0.5 * (greedy - random), "{random}, {learned}, {greedy}");
}

#[test]
fn cards_are_a_lesson_only_where_something_can_be_learned_from_them() {
    let set = bars();
    let card = |index: usize| set.drawing(index).to_vec();
    let few: Vec<Vec<u8>> = (0..7).map(card).collect();
    assert_eq!(Lesson::new("bars", &few, 1).unwrap_err(), LessonError::Count(7));
    let bare: Vec<Vec<u8>> = (0..9).map(|_| vec![0; 1024]).collect();
    assert_eq!(Lesson::new("bars", &bare, 1).unwrap_err(), LessonError::Count(0));
    let alike: Vec<Vec<u8>> = (0..9).map(|_| card(0)).collect();
    assert_eq!(Lesson::new("bars", &alike, 1).unwrap_err(), LessonError::Alike);
    assert_eq!(Lesson::new("bars", &[vec![9; 10]], 1).unwrap_err(), LessonError::Size(10));
    let mut cards: Vec<Vec<u8>> = (0..9).map(|i| card(2 * i)).collect();
    cards.push(vec![0; 1024]);
    let mut lesson = Lesson::new("bars", &cards, 1).expect("nine cards");
    assert_eq!(lesson.cards().len(), 9);
    (0..3).for_each(|_| assert!(matches!(lesson.learn(), Event::Learned(_))));
    assert_eq!(lesson.steps(), 3);
    let model = Model::decode(&lesson.model().encode()).expect("a model");
    assert_eq!(model.name, "bars");
    let drawn = lesson.imagine(5, &mut Random::new(1));
    assert!(drawn.len() == 5 && drawn.iter().all(|acts| acts.len() <= 6));
}

#[test]
fn a_drawing_is_traced_with_few_strokes() {
    let set = bars();
    let mut tracer = trace::Tracer::new(32);
    let mut random = Random::new(1);
    for index in 0..8 {
        let mut target = Vec::new();
        set.read([index], &mut target);
        let program = tracer.trace(&target, trace::TraceConfig::default(), &mut random);
        assert!((1..=5).contains(&program.len()));
        let mut drawings = Drawings::new(Default::default()).expect("a sheet");
        drawings.draw_all(&[program], 1).expect("finite numbers");
        let seen = &drawings.sheets().data;
        let off: f32 = seen.iter().zip(&target).map(|(a, b)| (a - b) * (a - b)).sum();
        assert!(off / 1024.0 < 0.012, "{}", off / 1024.0);
    }
}

/// The mean squared error of copies of bars with the integer brush, and how many strokes they have.
fn copies_error(copier: &CopyModel, set: &Dataset) -> (f32, f32) {
    let mut targets = Vec::new();
    set.read(0..set.len(), &mut targets);
    let programs = copier.copy(&targets, 3);
    let mut drawings = Drawings::new(Default::default()).expect("a sheet");
    drawings.draw_all(&programs, 1).expect("finite numbers");
    let seen = &drawings.sheets().data;
    let off: f32 = seen.iter().zip(&targets).map(|(a, b)| (a - b) * (a - b)).sum();
    let strokes: usize = programs.iter().map(Vec::len).sum();
    (off / targets.len() as f32, strokes as f32 / set.len() as f32)
}

#[test]
fn a_copier_draws_what_it_sees_in_one_pass_with_no_more_strokes_than_it_takes() {
    let (set, shape) = (bars(), CopierShape { side: 32, strokes: 3 });
    let shuffle = Shuffle::new(&set);
    let mut config = CopyingConfig { batch: 16, adversarial: 0.0, ..CopyingConfig::default() };
    config.augmentation = Augmentation::NONE;
    (config.adam.rate, config.adam.average) = (3e-3, 0.97);
    (config.settling, config.price) = (150, 12.0);
    let mut learner = Copying::new(shape, config, 3);
    let before = copies_error(&learner.model("bars"), &set).0;
    for _ in 0..400 {
        assert!(learner.learn(&set, &shuffle).is_some());
    }
    let (after, strokes) = copies_error(&learner.model("bars"), &set);
    assert!(after < 0.25 * before && after < 0.02, "{before} before, {after} after");
    assert!(strokes < 2.5, "{strokes} strokes for a bar");
    // As it does from bytes, and with fewer strokes where fewer are allowed.
    let bytes = learner.model("bars").encode();
    let back = CopyModel::decode(&bytes).expect("what was encoded");
    assert!((copies_error(&back, &set).0 - after).abs() < 0.004);
    let mut target = Vec::new();
    set.read([0], &mut target);
    assert!(back.copy(&target, 1)[0].len() <= 1);
}

#[test]
fn a_copier_and_its_critic_learn_and_go_on_as_if_they_had_not_been_stopped() {
    let (set, shape) = (bars(), CopierShape { side: 32, strokes: 2 });
    let shuffle = Shuffle::new(&set);
    let config = CopyingConfig { batch: 16, looked_at: 8, ..CopyingConfig::default() };
    let mut whole = Copying::new(shape, config, 9);
    assert!(whole.learn(&set, &shuffle).is_some());
    let bytes = checkpoint::encode(&mut whole, 77);
    for _ in 0..6 {
        let metrics = whole.learn(&set, &shuffle).expect("numbers");
        assert!(metrics.critic.loss > 0.0 && metrics.adversarial > 0.0);
    }
    let mut other = Copying::new(shape, config, 10);
    assert_eq!(checkpoint::decode(&bytes, &mut other), Ok(77));
    (0..6).for_each(|_| assert!(other.learn(&set, &shuffle).is_some()));
    assert_eq!(whole.parameters, other.parameters);
    assert_eq!(whole.adversary.parameters, other.adversary.parameters);
    // What the critic says moves the copier; without it, it learns another way.
    let without = CopyingConfig { adversarial: 0.0, ..config };
    let mut alone = Copying::new(shape, without, 10);
    assert_eq!(checkpoint::decode(&bytes, &mut alone), Ok(77));
    assert!(alone.learn(&set, &shuffle).is_some_and(|metrics| metrics.critic.loss == 0.0));
    assert_eq!(alone.adversary.adam.steps, 1);
    // Another learner's run is refused, and changes nothing.
    let mut pathwise = Pathwise::new(32, GeneratorShape { classes: 0, strokes: 2 }, small(), 1);
    let kept = pathwise.parameters.clone();
    assert!(checkpoint::decode(&bytes, &mut pathwise).is_err());
    assert_eq!(pathwise.parameters, kept);
}

#[test]
fn an_actor_critic_that_was_stopped_goes_on_as_if_it_had_not_been() {
    let set = bars();
    let shuffle = Shuffle::new(&set);
    let config = ActorCriticConfig { batch: 16, settling: 1, ..ActorCriticConfig::default() };
    let mut whole = ActorCritic::new(2, config, 5);
    assert!(whole.learn(&set, &shuffle).is_some());
    let bytes = checkpoint::encode(&mut whole, 5);
    assert!(whole.learn(&set, &shuffle).is_some());
    let mut other = ActorCritic::new(2, config, 6);
    assert_eq!(checkpoint::decode(&bytes, &mut other), Ok(5));
    assert!(other.learn(&set, &shuffle).is_some());
    assert_eq!(whole.actor.parameters, other.actor.parameters);
    assert_eq!(whole.adversary.parameters, other.adversary.parameters);
}

#[test]
fn every_part_of_a_reward_is_seen_and_counts_as_it_is_weighed() {
    let set = bars();
    let shuffle = Shuffle::new(&set);
    let weights = Weights { novelty: 2.0, complexity: 3.0, excited: 0.5, pleasant: 0.0 };
    let mut config = ActorCriticConfig { batch: 16, weights, ..ActorCriticConfig::default() };
    config.options.price = 0.25;
    let mut learner = ActorCritic::new(0, config, 5);
    // Every stroke is as excited as another, and none pleasant.
    learner.actor.feeling = Some(|_, side| [9.0, f32::from(side) / 16.0]);
    let first = learner.learn(&set, &shuffle).expect("numbers");
    let parts = first.parts;
    // Nothing is new where nothing came before; every stroke is drawn at first.
    assert_eq!((parts.novelty, parts.economy), (0.0, -0.25 * first.strokes));
    assert!(parts.complexity > 0.0 && first.strokes > 4.0);
    assert!((parts.emotion - 0.5 * 2.0 * first.strokes / 5.0).abs() < 1e-3, "{parts:?}");
    let sum = parts.adversarial + parts.economy + parts.novelty + parts.complexity + parts.emotion;
    assert!((first.reward - sum).abs() < 0.01 + 0.25, "{first:?}");
    let second = learner.learn(&set, &shuffle).expect("numbers");
    assert!(second.parts.novelty > 0.0);
}

#[test]
fn choices_are_learned_among_strokes_of_chance_and_of_a_generator() {
    let set = bars();
    let shuffle = Shuffle::new(&set);
    let config = QConfig { drawings: 8, batch: 8, ..QConfig::default() };
    for mut learner in [Choosing::among_any(0, config, 2), Choosing::among_imagined(2, config, 2)] {
        for _ in 0..3 {
            let metrics = learner.learn(&set, &shuffle).expect("numbers");
            let has_generator = matches!(learner.proposals, Proposals::Generator(_));
            assert_eq!(metrics.proposals.is_some(), has_generator);
            assert!(metrics.critic.loss > 0.0 && metrics.choices.error.is_finite());
        }
        assert!(learner.images() > 0);
        let (earned, drawings) = learner.draw(Chooser::Learned, &[0, 1]).expect("in range");
        assert!(earned.is_finite() && drawings.sheets().data.len() == 2 * 1024);
    }
}

#[test]
fn a_program_is_continued_where_strokes_are_missing() {
    let set = bars();
    let mut target = Vec::new();
    set.read([0, 1], &mut target);
    // A lying bar and a standing one: a cross.
    let cross: Vec<f32> =
        target[..1024].iter().zip(&target[1024..]).map(|(a, b)| a.max(*b)).collect();
    let mut tracer = trace::Tracer::new(32);
    let config = trace::TraceConfig::default();
    let half = tracer.trace(&target[..1024], config, &mut Random::new(1));
    let whole = tracer.continued(&half, &cross, config, &mut Random::new(2));
    assert!(whole.len() > half.len() && whole.len() <= config.strokes);
    let mut drawings = Drawings::new(Default::default()).expect("a sheet");
    drawings.draw_all(&[whole], 1).expect("finite numbers");
    let seen = &drawings.sheets().data;
    let off: f32 = seen.iter().zip(&cross).map(|(a, b)| (a - b) * (a - b)).sum();
    assert!(off / 1024.0 < 0.012, "{}", off / 1024.0);
}

#[test]
fn a_painting_comes_nearer_to_its_picture_by_a_critic_that_never_compares_them() {
    // A dark blue half beside a yellow one, and the other way round.
    let picture = |turned: bool| {
        let rgb: Vec<u8> = (0..64 * 64)
            .flat_map(|i| if (i % 64 < 32) == turned { [20, 40, 120] } else { [240, 200, 60] })
            .collect();
        limner_env::Picture::from_rgb8(64, 64, &rgb).expect("a picture")
    };
    let config = PortrayingConfig { strokes: 12, ..PortrayingConfig::default() };
    let mut learner = Portraying::new(&[picture(true), picture(false)], config, 1);
    let error = |learner: &Portraying| -> f32 {
        let logs = learner.paintings(1).expect("paintings");
        let each = logs.iter().zip([true, false]).map(|(log, turned)| {
            let painting = limner_core::Painting::from_log(log).expect("a painting");
            assert_eq!(painting.strokes().len(), 12);
            let canvas = painting.canvas();
            let mut rgba = vec![0; 4 * canvas.bounds().area()];
            canvas.write_rgba8(canvas.bounds(), log.header().paper, &mut rgba);
            let wanted = picture(turned).resized_to(128, 128).to_rgb8();
            let pixels = rgba.as_chunks::<4>().0.iter().zip(wanted.as_chunks::<3>().0);
            let off =
                pixels.flat_map(|(a, b)| (0..3).map(|c| f32::from(a[c].abs_diff(b[c])) / 255.0));
            off.map(|off| off * off).sum::<f32>() / wanted.len() as f32
        });
        each.sum::<f32>() / 2.0
    };
    let before = error(&learner);
    for _ in 0..150 {
        let metrics = learner.learn().expect("numbers");
        assert!(metrics.loss.is_finite() && metrics.critic.loss.is_finite());
    }
    let after = error(&learner);
    assert!(after < 0.7 * before, "{before} before, {after} after");
}
