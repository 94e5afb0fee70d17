//! Packed charts, those of an enemy among them.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use tiphys::engine::render::helm::load::load_archive;

const META: &[u8] = b"apiVersion: v2\nname: shop\nversion: 1.2.3\n";

/// One entry as it lies in an archive; the name is not looked at.
fn entry(name: &str, kind: tar::EntryType, content: &[u8], size: u64) -> Vec<u8> {
    let mut header = tar::Header::new_ustar();
    if let Some(field) = header.as_mut_bytes().get_mut(..name.len()) {
        field.copy_from_slice(name.as_bytes());
    }
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(0o644);
    header.set_cksum();
    let mut out = header.as_bytes().to_vec();
    out.extend_from_slice(content);
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

fn file(name: &str, content: &[u8]) -> Vec<u8> {
    entry(name, tar::EntryType::Regular, content, content.len() as u64)
}

fn packed(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    for entry in entries {
        out.write_all(entry).expect("memory");
    }
    out.write_all(&[0; 1024]).expect("memory");
    out.finish().expect("memory")
}

fn refused(bytes: &[u8]) -> String {
    load_archive(bytes, "shop.tgz").map(|_| ()).expect_err("it is refused").to_string()
}

#[test]
fn a_packed_chart_with_a_packed_chart_below_is_read() {
    let below =
        packed(&[file("db/Chart.yaml", b"apiVersion: v2\nname: db\nversion: 1.0.0\n"), file("db/values.yaml", b"\xEF\xBB\xBFa: 1\n")]);
    let bytes = packed(&[
        entry("shop/", tar::EntryType::Directory, b"", 0),
        file("shop/Chart.yaml", META),
        file("shop/templates/a.yaml", b"x"),
        file("shop/charts/db-1.0.0.tgz", &below),
        entry("shop/link", tar::EntryType::Symlink, b"", 0),
    ]);
    let chart = load_archive(&bytes, "shop.tgz").expect("a chart").chart;
    assert_eq!(chart.dependencies.iter().map(|below| super::json(&below.values)).collect::<Vec<_>>(), [r#"{"a":1}"#]);
    let files: Vec<(&str, usize)> = chart.files.iter().map(|file| (&*file.name, file.bytes.len())).collect();
    assert_eq!(files, [("link", 0)]);
}

#[test]
fn names_that_leave_the_chart_are_refused() {
    let cases = [
        ("shop/../../etc/passwd", "chart illegally references parent directory"),
        ("shop//etc/passwd", "chart illegally contains absolute paths"),
        ("passwd", "chart illegally contains content outside the base directory: \"passwd\""),
        ("shop\\..\\..\\x", "chart illegally references parent directory"),
        ("shop/c:/x", "chart contains illegally named files"),
        ("Chart.yaml/x", "chart yaml not in base directory"),
    ];
    for (name, cause) in cases {
        let error = format!("shop.tgz: unable to load chart archive: {cause}");
        assert_eq!(refused(&packed(&[file("shop/Chart.yaml", META), file(name, b"x")])), error, "{name}");
    }
}

#[test]
fn what_unpacks_to_too_much_is_refused() {
    let large = entry("shop/large", tar::EntryType::Regular, b"", 6 << 20);
    let error =
        "shop.tgz: unable to load chart archive: decompressed chart file \"shop/large\" is larger than the maximum file size 5242880";
    assert_eq!(refused(&packed(&[file("shop/Chart.yaml", META), large])), error);
    let part = file("shop/part", &vec![b'x'; 5 << 20]);
    let bomb = packed(&vec![part; 21]);
    assert_eq!(refused(&bomb), "shop.tgz: unable to load chart archive: decompressed chart is larger than the maximum size 104857600");
    let many: Vec<Vec<u8>> = vec![entry("shop/x/", tar::EntryType::Directory, b"", 0); 20_002];
    assert!(refused(&packed(&many)).ends_with("the archive has more than 20000 entries"));
}

#[test]
fn what_is_no_archive_is_refused() {
    assert!(refused(b"apiVersion: v2").ends_with("gzip: invalid header"));
    assert!(refused(&packed(&[])).ends_with("no files in chart archive"));
    let whole = packed(&[file("shop/Chart.yaml", META), file("shop/a", &[b'x'; 5000])]);
    assert!(load_archive(&whole[..whole.len() / 2], "shop.tgz").is_err());
    let mut deep = file("shop/Chart.yaml", META);
    for _ in 0..40 {
        deep = file("shop/charts/x.tgz", &packed(&[file("shop/Chart.yaml", META), deep]));
    }
    let error = refused(&packed(&[file("shop/Chart.yaml", META), deep]));
    assert!(error.contains("nested more than 16 deep"), "{error}");
}
