//! Applications, projects and settings as stored in a control plane: read, typed, written by merge patch. It decides nothing.
