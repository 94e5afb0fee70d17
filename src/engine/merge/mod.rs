//! Merges with their own meaning on one table: strategic (kubectl), kyaml (Kustomize), structured with managedFields
//! (server-side apply); JSON merge and JSON 6902 beside them. It knows no cluster.
