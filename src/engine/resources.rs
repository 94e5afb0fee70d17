//! Who belongs to whom: tracking marks, the tree from owner references, aggregate health. It knows no cluster.
