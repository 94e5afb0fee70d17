//! What the areas share: folders, servers, waiting for a state.
