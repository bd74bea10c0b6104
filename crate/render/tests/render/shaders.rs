//! Shaders are valid, and their structs lie in memory as Rust's do.

use std::collections::BTreeMap;

use limner_render::layouts;
use limner_render::shader::sources;
use naga::valid::{Capabilities, ValidationFlags, Validator};

/// Structs of a shader: size, and the offset of each field.
fn structs(module: &naga::Module) -> BTreeMap<String, (u32, Vec<(String, u32)>)> {
    let of_type = |(_, kind): (_, &naga::Type)| {
        let naga::TypeInner::Struct { members, span } = &kind.inner else { return None };
        let members =
            members.iter().map(|member| (member.name.clone().unwrap_or_default(), member.offset));
        Some((kind.name.clone()?, (*span, members.collect())))
    };
    module.types.iter().filter_map(of_type).collect()
}

fn parsed(name: &str, source: &str) -> naga::Module {
    naga::front::wgsl::parse_str(source)
        .unwrap_or_else(|error| panic!("{name}: {}", error.emit_to_string(source)))
}

#[test]
fn every_shader_is_valid_without_any_extension() {
    for (name, source) in sources() {
        let module = parsed(name, &source);
        Validator::new(ValidationFlags::all(), Capabilities::empty())
            .validate(&module)
            .unwrap_or_else(|error| panic!("{name}: {}", error.emit_to_string(&source)));
    }
}

#[test]
fn every_file_belongs_to_a_module_and_a_shader() {
    let here = env!("CARGO_MANIFEST_DIR");
    let all = sources().map(|(_, source)| source).concat();
    let files = std::fs::read_dir(format!("{here}/../../shaders")).expect("the shaders are there");
    for file in files.map(|file| file.expect("it can be listed").path()) {
        if file.extension().is_some_and(|extension| extension == "wgsl") {
            let text = std::fs::read_to_string(&file).expect("it can be read");
            assert!(all.contains(&text), "{} is compiled nowhere", file.display());
            let name = file.file_stem().expect("it has a name").to_string_lossy();
            let owner = format!("{here}/src/{name}.rs");
            assert!(std::path::Path::new(&owner).exists(), "{name}.wgsl has no owner {name}.rs");
        }
    }
}

#[test]
fn structs_have_the_layout_of_their_owners() {
    let mut found = BTreeMap::new();
    for (name, source) in sources() {
        found.extend(structs(&parsed(name, &source)));
    }
    for layout in layouts() {
        let (size, offsets) = &found[layout.name];
        assert_eq!(*size as usize, layout.size, "size of {}", layout.name);
        let offsets: Vec<_> =
            offsets.iter().map(|(name, offset)| (name.as_str(), *offset as usize)).collect();
        assert_eq!(offsets, layout.offsets, "fields of {}", layout.name);
    }
}
