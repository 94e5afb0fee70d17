//! A chart's archive. Bytes that begin as gzip does are taken as they are. Anything else is sections (`sections` says how it is cut), each
//! an entry `NAME [TYPE [SIZE]]` of a tar that is made of them: TYPE is the header's type flag, SIZE what the header says where that is not
//! the content's. `NAME {` begins an archive within the archive, up to a section `}`.
//!
//! Beyond not crashing: an archive gives the same chart twice, whose files lie within it, and unpacking takes no more memory than the limits
//! explain.
#![no_main]

#[path = "../support/accounts.rs"]
mod accounts;
#[path = "../support/sections.rs"]
mod sections;

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use libfuzzer_sys::fuzz_target;
use sections::Section;
use tiphys::engine::render::helm::chart::Chart;
use tiphys::engine::render::helm::dependencies;
use tiphys::engine::render::helm::load::load_archive;
use tiphys::model::object::value::Map;

#[global_allocator]
static ACCOUNTS: accounts::Accounts = accounts::Accounts::new();

/// Twice what all charts within a chart may hold, and one file more.
const PEAK: i64 = 600 << 20;

fuzz_target!(|input: &[u8]| {
    if input.starts_with(&[0x1f, 0x8b]) {
        return load(input);
    }
    load(&packed(&mut sections::cut(input).iter()));
});

/// The archive of these entries, up to the end of an archive within it.
fn packed<'i>(sections: &mut impl Iterator<Item = &'i Section<'i>>) -> Vec<u8> {
    let mut tar = Vec::new();
    while let Some(section) = sections.next() {
        let mut words = section.head.split(' ');
        let name = words.next().unwrap_or("");
        let inner = match words.next() {
            _ if name == "}" => break,
            Some("{") => {
                let inner = packed(sections);
                entry(&mut tar, name, b'0', inner.len() as u64, &inner);
                continue;
            }
            kind => kind.and_then(|kind| kind.bytes().next()).unwrap_or(b'0'),
        };
        let size = words.next().and_then(|size| size.parse().ok()).unwrap_or(section.body.len() as u64);
        entry(&mut tar, name, inner, size, section.body);
    }
    tar.extend([0; 1024]);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&tar).and_then(|()| gzip.finish()).unwrap_or_default()
}

fn entry(tar: &mut Vec<u8>, name: &str, kind: u8, size: u64, content: &[u8]) {
    let mut header = [0_u8; 512];
    let name = &name.as_bytes()[..name.len().min(100)];
    header[..name.len()].copy_from_slice(name);
    header[100..108].copy_from_slice(b"0000644\0");
    header[124..136].copy_from_slice(format!("{:011o}\0", size & 0o777_7777_7777).as_bytes());
    header[156] = kind;
    header[257..265].copy_from_slice(if matches!(kind, b'L' | b'K' | b'S') { b"ustar  \0" } else { b"ustar\x0000" });
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    tar.extend(header);
    tar.extend(content);
    tar.resize(tar.len().next_multiple_of(512), 0);
}

fn load(archive: &[u8]) {
    let (loaded, peak) = ACCOUNTS.peak(|| load_archive(archive, "a.tgz"));
    assert!(peak < PEAK, "an archive of {} bytes took {} MiB", archive.len(), peak >> 20);
    let again = load_archive(archive, "a.tgz");
    match (loaded, again) {
        (Ok(loaded), Ok(again)) => {
            assert!(loaded.chart.templates == again.chart.templates && loaded.chart.files == again.chart.files && loaded.warnings == again.warnings, "the same archive gives something else");
            within(&loaded.chart);
            let _ = dependencies::resolve(&loaded.chart, &Map::default());
        }
        (Err(problem), Err(again)) => assert!(problem.cause == again.cause, "the same archive fails in another way"),
        (loaded, _) => panic!("the same archive is read once and not again: {:?}", loaded.err()),
    }
}

/// No file of a chart lies outside it.
fn within(chart: &Chart) {
    for file in chart.files.iter().chain(chart.templates.iter()) {
        let climbs = file.name.split('/').any(|part| part == "..");
        assert!(!climbs && !file.name.starts_with('/'), "a file outside the chart: {}", file.name);
    }
    chart.dependencies.iter().for_each(|below| within(below));
}
