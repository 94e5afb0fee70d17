//! Tests of the area `store`: bodies that take a connection, run on the shared real control plane; what needs Argo CD itself
//! has a control plane of its own in `argo`.

mod argo;
pub(crate) mod control;
pub(crate) mod definitions;
mod rights;

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
    definitions:
        installing_twice_changes_nothing,
        argo_cds_own_examples_come_back_whole,
        status_is_written_on_the_object_itself;
    control:
        settings_come_from_the_config_maps_of_the_namespace,
        keys_come_from_their_config_maps,
        credentials_come_from_secrets_and_show_nothing,
        a_destination_is_a_cluster_secret_or_the_control_plane_itself,
        a_foreign_write_of_a_moment_ago_is_a_sign_of_life,
        nobody_takes_a_refresh_away_where_nobody_drives,
        an_operation_is_handed_over_once;
}

#[tokio::test]
async fn mapped_users_have_the_rights_that_config_maps_give_their_groups() {
    let Some(bed) = crate::support::testbed::shared() else { return };
    rights::mapped_users_have_the_rights_that_config_maps_give_their_groups(bed).await;
}
