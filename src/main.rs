//! Arguments, colour-eyre and panic hooks, choose a face; nothing else.

fn main() {}
