//! Go durations. It knows no clock.
