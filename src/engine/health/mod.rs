//! Is it well, and why: verdicts by kind, as Argo CD judges them (`gitops-engine/pkg/health`). It knows no cluster.
