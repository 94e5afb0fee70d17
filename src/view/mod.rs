//! (State, Query) → rows, spans, tones: what a face shows, without a word about how. It knows no ratatui and no terminal.
