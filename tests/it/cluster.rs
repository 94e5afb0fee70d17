//! Tests of the area `cluster`. The bodies in `cluster/*.rs` take a connection and know no server; each runs on a real
//! kube-apiserver where `KUBEBUILDER_ASSETS` names one. What needs a server of its own is in `faults`.

pub(crate) mod applying;
mod connecting;
mod faults;
pub(crate) mod fixtures;
mod protocol;
mod proxy;
pub(crate) mod reading;
mod scripts;
pub(crate) mod watching;

/// Runs bodies on the shared real control plane, each as a test of its name.
macro_rules! on_a_real_server {
    ($($module:ident: $($name:ident),* $(,)?;)*) => {
        mod real {
            use crate::support::testbed::shared;
            $($(
                #[tokio::test]
                async fn $name() {
                    let Some(bed) = shared() else { return };
                    super::$module::$name(bed.cluster().await).await;
                }
            )*)*
        }
    };
}

on_a_real_server! {
    watching:
        a_watch_lists_page_by_page_and_then_follows,
        a_selector_narrows_list_and_watch;
    applying:
        a_second_server_side_apply_changes_nothing,
        a_second_client_side_apply_sends_nothing,
        client_side_apply_removes_what_it_had_set_and_keeps_what_others_set,
        replace_puts_the_whole_object,
        a_dry_run_leaves_nothing_behind,
        fields_of_other_managers_are_taken_over,
        what_cannot_be_changed_is_made_again_by_force_only,
        an_unknown_field_is_refused_unless_validation_is_off,
        an_unknown_kind_is_told_and_found_once_its_crd_is_there,
        a_write_from_an_old_version_is_a_conflict,
        a_delete_for_another_uid_is_a_conflict,
        a_binding_whose_role_changed_is_made_again,
        a_secrets_value_is_in_no_error;
    reading:
        the_server_says_who_we_are_and_how_its_clock_stands,
        discovery_knows_kinds_by_every_name,
        the_servers_schema_is_learnt,
        we_may_do_everything_as_admin,
        an_audit_entry_is_an_event_on_its_object,
        a_lease_is_held_by_one_operation_until_it_runs_out;
}
