//! The console: terminal, keys, layers, painting. It asks `view` what to show and tells `session` what is wanted.
