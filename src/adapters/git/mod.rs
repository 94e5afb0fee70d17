//! Git behind git2: one bare mirror a repository, revisions, trees, blobs. It decides nothing.
