//! Image rules of `tiphys-cm` (`imageRules`): what a plan's images must be like. Pure; it knows no registry: a tag is judged by what is
//! written, and by what Pods report.
//!
//! Each rule looks at every image of the objects in its scope: containers, init and ephemeral containers, image volumes, of any kind, hooks
//! alike. An image that cannot be read as a reference breaks every rule that looks at all images. One that is filled in at run time
//! (`{{…}}`, `$(…)`) is not judged, and that is said; likewise a Rollout whose workload is not among the objects. A digest excuses a tag
//! that moves; forbidden tags are forbidden with a digest too; a digest without a tag needs no form.

pub mod find;
pub mod reference;
mod rule;
mod running;
pub mod tags;

use super::scope::{Reach, Subject};
use super::teller::{Fault, Teller};
use super::unread;
use crate::engine::access::{Judge, Judgement};
use crate::model::house::{House, ImageRule, Section, Unread};
use crate::model::ids::ObjectKey;
use crate::model::object::Object;
use find::Found;
use reference::{BadReference, Reference};
use rule::Compiled;
use running::Running;

/// An object of a plan as it will be.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// Its whole identity.
    pub key: &'a ObjectKey,
    /// Its fields.
    pub object: &'a Object,
}

/// An image of the plan, read once for all rules.
struct Image<'a> {
    key: &'a ObjectKey,
    found: Found<'a>,
    read: Option<Result<Reference, BadReference>>,
}

/// What the rules say about the objects that a plan will write. `running` are live Pods, where they are known: by what they report, a tag
/// is seen that was pushed again.
pub fn judge(house: &House, subject: Subject<'_>, objects: &[Item<'_>], running: &[&Object]) -> Vec<Judgement> {
    let mut out = unread(house, Section::ImageRules);
    if house.image_rules.is_empty() {
        return out;
    }
    let images: Vec<Image<'_>> = objects.iter().flat_map(|item| read(*item)).collect();
    let digests = Running::new(objects.iter().map(|item| item.object).chain(running.iter().copied()));
    for rule in &house.image_rules {
        out.extend(one_rule(rule, subject, objects, &images, &digests));
    }
    out
}

/// Why a rule cannot be read: its field (empty: as a whole), and the cause.
pub fn fault(rule: &ImageRule) -> Option<(String, String)> {
    Compiled::new(rule).err()
}

fn read(item: Item<'_>) -> Vec<Image<'_>> {
    let is_template = |text: &str| text.contains("{{") || text.contains("$(");
    let one = |found: &Found<'_>| match found.text {
        Some(text) if is_template(text) => None,
        Some(text) => Some(Reference::parse(text)),
        None => Some(Err(BadReference::Empty)),
    };
    find::images(item.object).into_iter().map(|found| Image { key: item.key, read: one(&found), found }).collect()
}

fn one_rule(rule: &ImageRule, subject: Subject<'_>, objects: &[Item<'_>], images: &[Image<'_>], digests: &Running) -> Vec<Judgement> {
    let head = &rule.head;
    let mut teller = Teller::new(Judge::Image, Section::ImageRules, head);
    let compiled = match (Reach::new(&head.scope), &head.fault, Compiled::new(rule)) {
        // Its scope cannot be read: it is told, no more.
        (Err((_, cause)), _, _) => return unread_rule(rule, &cause),
        (Ok(reach), Some(cause), _) => return faulty(teller, &reach, subject, images, cause),
        (Ok(reach), None, Err((_, cause))) => return faulty(teller, &reach, subject, images, &cause),
        (Ok(_), None, Ok(compiled)) => compiled,
    };
    for image in images.iter().filter(|image| compiled.reach.covers(subject, image.key)) {
        one_image(&mut teller, &compiled, rule, image, digests);
    }
    for item in objects.iter().filter(|item| compiled.reach.covers(subject, item.key)) {
        if let Some((group, kind, name)) = find::workload_ref(item.object)
            && !objects
                .iter()
                .any(|other| other.key.group_kind.is(group, kind) && *other.key.name == *name && other.key.namespace == item.key.namespace)
        {
            let what = format!("its Pods come from {kind} {name:?}, which is not part of the plan: their images are not judged");
            let change = "manage the workload with the Rollout, or write the template into the Rollout".to_owned();
            teller.is_unknown(item.key, Fault { field: "", what, change });
        }
    }
    teller.all("image")
}

fn one_image(teller: &mut Teller<'_>, compiled: &Compiled, rule: &ImageRule, image: &Image<'_>, digests: &Running) {
    let (path, text) = (&image.found.path, image.found.text.unwrap_or_default());
    let reference = match &image.read {
        None => {
            let what = format!("{text:?} ({path}) is filled in when it runs: it is not judged");
            return teller.is_unknown(image.key, Fault { field: "", what, change: "write the image as it will be".to_owned() });
        }
        Some(Err(cause)) => {
            if compiled.looks_at_unreadable() {
                let what = format!("{text:?} ({path}) is no image: {cause}");
                teller.breaks(Some(image.key), Fault { field: "", what, change: "write registry/path:tag".to_owned() });
            }
            return;
        }
        Some(Ok(reference)) => reference,
    };
    if !compiled.looks_at(reference) {
        return;
    }
    let broken = compiled.broken(rule, reference);
    match broken.first() {
        None => teller.is_fine(),
        Some((field, _, _)) => {
            let whats: Vec<&str> = broken.iter().map(|(_, what, _)| what.as_str()).collect();
            let changes: Vec<&str> = broken.iter().map(|(_, _, change)| change.as_str()).collect();
            let what = format!("{text} ({path}): {}", whats.join("; "));
            teller.breaks(Some(image.key), Fault { field, what, change: changes.join("; ") });
        }
    }
    if let Some(several) = digests.several(reference).filter(|_| compiled.is_immutable()) {
        let shown: Vec<&str> = several.iter().take(3).map(|digest| digest.get(..19).unwrap_or(digest)).collect();
        let what = format!("{text} ({path}): the tag was pushed again, there are {} images of it: {}", several.len(), shown.join(", "));
        let change = "pin the digest that is meant, and push a new tag for a new image".to_owned();
        teller.warns(image.key, Fault { field: "immutable", what, change });
    }
}

fn faulty(teller: Teller<'_>, reach: &Reach, subject: Subject<'_>, images: &[Image<'_>], cause: &str) -> Vec<Judgement> {
    if images.iter().any(|image| reach.covers(subject, image.key)) { teller.unreadable(cause) } else { Vec::new() }
}

fn unread_rule(rule: &ImageRule, cause: &str) -> Vec<Judgement> {
    let unread_rule =
        Unread { section: Section::ImageRules, index: Some(rule.head.index), name: rule.head.name.clone(), cause: cause.into() };
    unread(&House { unread: vec![unread_rule], ..House::default() }, Section::ImageRules)
}
