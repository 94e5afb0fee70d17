//! Desired against live: verdicts, hunks, masks, trees; and the same questions put to Argo CD's own libraries.

mod oracle;
