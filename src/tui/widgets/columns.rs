//! How wide the columns of a table are: what must be seen stays, the rest goes where there is no room. It knows no cell.

use crate::view::page::{Column, Row};

use super::cells::{cells, line_width, width};

/// Columns with a higher `drop` than this are only shown where all others are whole.
const SPARE: u8 = 3;

/// A column that is shown: its index on the page, where it begins, how wide it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Index on the page.
    pub index: usize,
    /// Cells from the left of the table.
    pub x: u16,
    /// Cells.
    pub width: u16,
}

/// Lays columns out in `room` cells. `natural` is what their content would take; columns with the highest `drop` go
/// first where there is no room for the least that each needs.
pub fn place(columns: &[Column], natural: &[u16], room: u16) -> Vec<Placed> {
    let gap = if room < 100 { 1 } else { 2 };
    let mut shown: Vec<usize> = (0..columns.len()).collect();
    let least = |shown: &[usize]| -> usize {
        let gaps = usize::from(gap) * shown.len().saturating_sub(1);
        gaps + shown.iter().filter_map(|index| columns.get(*index)).map(|column| usize::from(column.min)).sum::<usize>()
    };
    // A column that can be spared is not shown cut to its least while others could be whole: half a word tells nothing.
    let comfort = |shown: &[usize]| -> usize {
        let gaps = usize::from(gap) * shown.len().saturating_sub(1);
        let wants = |index: &usize| match columns.get(*index) {
            Some(column) if column.max == 0 => column.min,
            _ => wanted(columns, natural, *index),
        };
        gaps + shown.iter().map(|index| usize::from(wants(index))).sum::<usize>()
    };
    while comfort(&shown) > usize::from(room) {
        let spare = shown.iter().enumerate().filter_map(|(at, index)| columns.get(*index).map(|column| (column.drop, at)));
        match spare.filter(|(drop, _)| *drop > SPARE).max() {
            Some((_, at)) => shown.remove(at),
            None => break,
        };
    }
    while least(&shown) > usize::from(room) {
        let droppable = shown.iter().enumerate().filter_map(|(at, index)| columns.get(*index).map(|column| (column.drop, at)));
        match droppable.filter(|(drop, _)| *drop > 0).max() {
            Some((_, at)) => shown.remove(at),
            None => break,
        };
    }
    let wanted: Vec<u16> = shown.iter().map(|index| wanted(columns, natural, *index)).collect();
    let mut widths: Vec<u16> = shown.iter().zip(&wanted).map(|(index, wanted)| least_of(columns, *index).min(*wanted)).collect();
    share(&mut widths, &wanted, room, gap);

    let mut x = 0;
    let mut placed = Vec::with_capacity(shown.len());
    for (index, width) in shown.into_iter().zip(widths) {
        placed.push(Placed { index, x, width: width.min(room.saturating_sub(x)) });
        x = x.saturating_add(width).saturating_add(gap);
    }
    placed
}

/// What the content of each column takes, headings included, but never less than `before`: columns that shrink while one
/// scrolls make a table restless.
pub fn natural(columns: &[Column], rows: &[Row], before: &[u16]) -> Vec<u16> {
    let mut natural: Vec<u16> = columns.iter().map(|column| cells(width(column.title))).collect();
    for (width, before) in natural.iter_mut().zip(before) {
        *width = (*width).max(*before);
    }
    for row in rows {
        for (at, (width, line)) in natural.iter_mut().zip(&row.cells).enumerate() {
            let tree = if at == 0 { indent(row) } else { 0 };
            *width = (*width).max(cells(line_width(line)).saturating_add(tree));
        }
    }
    natural
}

/// Cells before a row's first text: two a level, and two for the fold's sign where the row has or could have one.
pub fn indent(row: &Row) -> u16 {
    let sign = if row.fold.is_some() || row.depth > 0 { 2 } else { 0 };
    row.depth.saturating_mul(2).saturating_add(sign)
}

fn least_of(columns: &[Column], index: usize) -> u16 {
    columns.get(index).map_or(0, |column| column.min)
}

fn wanted(columns: &[Column], natural: &[u16], index: usize) -> u16 {
    let Some(column) = columns.get(index) else { return 0 };
    let content = natural.get(index).copied().unwrap_or(0).max(column.min);
    if column.max == 0 { content } else { content.min(column.max) }
}

/// Gives the cells that are left to the columns that want more, one at a time and in turn, so that none starves.
fn share(widths: &mut [u16], wanted: &[u16], room: u16, gap: u16) {
    let gaps = gap.saturating_mul(cells(widths.len().saturating_sub(1)));
    let mut left = room.saturating_sub(gaps).saturating_sub(widths.iter().sum());
    while left > 0 {
        let mut is_content = true;
        for (width, wanted) in widths.iter_mut().zip(wanted) {
            if *width < *wanted && left > 0 {
                *width += 1;
                left -= 1;
                is_content = false;
            }
        }
        if is_content {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Placed, place};
    use crate::view::page::{Column, Cut};

    const COLUMNS: [Column; 4] = [
        Column { title: "NAME", min: 10, max: 0, drop: 0, cut: Cut::Middle },
        Column { title: "HEALTH", min: 8, max: 12, drop: 0, cut: Cut::End },
        Column { title: "PROJECT", min: 6, max: 20, drop: 2, cut: Cut::End },
        Column { title: "AGE", min: 4, max: 4, drop: 1, cut: Cut::End },
    ];

    fn widths(placed: &[Placed]) -> Vec<(usize, u16)> {
        placed.iter().map(|column| (column.index, column.width)).collect()
    }

    #[test]
    fn columns_take_what_their_content_needs_up_to_their_limit() {
        assert_eq!(widths(&place(&COLUMNS, &[30, 40, 9, 4], 90)), [(0, 30), (1, 12), (2, 9), (3, 4)]);
    }

    #[test]
    fn the_least_important_column_goes_first_and_the_first_stays() {
        assert_eq!(widths(&place(&COLUMNS, &[30, 11, 9, 4], 26)), [(0, 11), (1, 9), (3, 4)]);
        assert_eq!(widths(&place(&COLUMNS, &[30, 11, 9, 4], 20)), [(0, 11), (1, 8)]);
        assert_eq!(widths(&place(&COLUMNS, &[30, 11, 9, 4], 6)), [(0, 6), (1, 0)]);
        assert_eq!(widths(&place(&COLUMNS, &[], 0)), [(0, 0), (1, 0)]);
    }
}
