// Writes src/sandbox/kinds/types.txt: the fields of Kubernetes' built-in kinds, from the Go types (JSON name, pointer, omitempty) and
// the published OpenAPI definitions (required) of the testbed's Kubernetes version. List types, merge keys and defaults stand in
// src/engine/schema/table.rs.
//
//	cd ../shared/testbed/kubernetes && go run …/benches/tools/kubernetes_types/main.go >…/src/sandbox/kinds/types.txt
//
// The format is described in src/sandbox/kinds/types.rs, which reads it.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kubernetes/pkg/generated/openapi"
)

type kind struct {
	group, version string
	value          any
}

var kinds = []kind{
	{"", "v1", corev1.ConfigMap{}}, {"", "v1", corev1.Endpoints{}}, {"", "v1", corev1.Event{}}, {"", "v1", corev1.LimitRange{}},
	{"", "v1", corev1.Namespace{}}, {"", "v1", corev1.Node{}}, {"", "v1", corev1.PersistentVolume{}}, {"", "v1", corev1.PersistentVolumeClaim{}},
	{"", "v1", corev1.Pod{}}, {"", "v1", corev1.PodTemplate{}}, {"", "v1", corev1.ReplicationController{}}, {"", "v1", corev1.ResourceQuota{}},
	{"", "v1", corev1.Secret{}}, {"", "v1", corev1.Service{}}, {"", "v1", corev1.ServiceAccount{}}, {"", "v1", corev1.Binding{}},
	{"admissionregistration.k8s.io", "v1", admissionregistrationv1.MutatingWebhookConfiguration{}},
	{"admissionregistration.k8s.io", "v1", admissionregistrationv1.ValidatingAdmissionPolicy{}},
	{"admissionregistration.k8s.io", "v1", admissionregistrationv1.ValidatingAdmissionPolicyBinding{}},
	{"admissionregistration.k8s.io", "v1", admissionregistrationv1.ValidatingWebhookConfiguration{}},
	{"apiextensions.k8s.io", "v1", apiextensionsv1.CustomResourceDefinition{}},
	{"apps", "v1", appsv1.ControllerRevision{}}, {"apps", "v1", appsv1.DaemonSet{}}, {"apps", "v1", appsv1.Deployment{}},
	{"apps", "v1", appsv1.ReplicaSet{}}, {"apps", "v1", appsv1.StatefulSet{}},
	{"authentication.k8s.io", "v1", authenticationv1.SelfSubjectReview{}}, {"authentication.k8s.io", "v1", authenticationv1.TokenReview{}},
	{"authorization.k8s.io", "v1", authorizationv1.SelfSubjectAccessReview{}}, {"authorization.k8s.io", "v1", authorizationv1.SelfSubjectRulesReview{}},
	{"authorization.k8s.io", "v1", authorizationv1.SubjectAccessReview{}}, {"authorization.k8s.io", "v1", authorizationv1.LocalSubjectAccessReview{}},
	{"autoscaling", "v1", autoscalingv1.Scale{}}, {"autoscaling", "v2", autoscalingv2.HorizontalPodAutoscaler{}},
	{"batch", "v1", batchv1.CronJob{}}, {"batch", "v1", batchv1.Job{}},
	{"coordination.k8s.io", "v1", coordinationv1.Lease{}}, {"discovery.k8s.io", "v1", discoveryv1.EndpointSlice{}},
	{"networking.k8s.io", "v1", networkingv1.Ingress{}}, {"networking.k8s.io", "v1", networkingv1.IngressClass{}}, {"networking.k8s.io", "v1", networkingv1.NetworkPolicy{}},
	{"policy", "v1", policyv1.PodDisruptionBudget{}}, {"policy", "v1", policyv1.Eviction{}},
	{"rbac.authorization.k8s.io", "v1", rbacv1.ClusterRole{}}, {"rbac.authorization.k8s.io", "v1", rbacv1.ClusterRoleBinding{}},
	{"rbac.authorization.k8s.io", "v1", rbacv1.Role{}}, {"rbac.authorization.k8s.io", "v1", rbacv1.RoleBinding{}},
	{"scheduling.k8s.io", "v1", schedulingv1.PriorityClass{}}, {"storage.k8s.io", "v1", storagev1.StorageClass{}},
	{"meta", "v1", metav1.DeleteOptions{}}, {"meta", "v1", metav1.Status{}}, {"meta", "v1", metav1.ListMeta{}},
}

var (
	definitions map[string]common.OpenAPIDefinition
	written     = map[string][]string{}
	jsonType    = reflect.TypeOf((*json.Marshaler)(nil)).Elem()
)

type named interface{ OpenAPIModelName() string }

func modelName(t reflect.Type) string {
	if n, ok := reflect.New(t).Elem().Interface().(named); ok {
		return n.OpenAPIModelName()
	}
	panic("no model name: " + t.String())
}

func short(name string) string {
	for long, short := range map[string]string{
		"io.k8s.api.": "", "io.k8s.apimachinery.pkg.apis.meta.": "meta.", "io.k8s.apiextensions-apiserver.pkg.apis.": "",
	} {
		if strings.HasPrefix(name, long) {
			return short + name[len(long):]
		}
	}
	panic("unknown prefix: " + name)
}

// typeOf is the type's code; structs met on the way are written.
func typeOf(t reflect.Type) string {
	switch t {
	case reflect.TypeOf(metav1.Time{}):
		return "time"
	case reflect.TypeOf(metav1.MicroTime{}):
		return "mtime"
	case reflect.TypeOf(metav1.Duration{}):
		return "dur"
	case reflect.TypeOf(resource.Quantity{}):
		return "qty"
	case reflect.TypeOf(intstr.IntOrString{}):
		return "ios"
	}
	if t.Kind() != reflect.Pointer && (t.Implements(jsonType) || reflect.PointerTo(t).Implements(jsonType)) {
		return "any"
	}
	code := ""
	switch t.Kind() {
	case reflect.Pointer:
		return typeOf(t.Elem())
	case reflect.String:
		code = "str"
	case reflect.Bool:
		code = "bool"
	case reflect.Int32, reflect.Int64, reflect.Int:
		code = map[reflect.Kind]string{reflect.Int32: "i32", reflect.Int64: "i64", reflect.Int: "i64"}[t.Kind()]
	case reflect.Uint8:
		return "u8"
	case reflect.Float64:
		code = "f64"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "[]" + typeOf(t.Elem())
	case reflect.Map:
		return "{}" + typeOf(t.Elem())
	case reflect.Struct:
		name := short(modelName(t))
		write(name, t)
		return "@" + name
	case reflect.Interface:
		return "any"
	default:
		panic("unknown kind " + t.String())
	}
	if t.PkgPath() != "" {
		code += "=" + t.String()
	}
	return code
}

func write(name string, t reflect.Type) {
	if _, ok := written[name]; ok {
		return
	}
	written[name] = nil // recursion ends here
	definition := definitions[modelName(t)].Schema
	lines := fields(t, definition, "")
	sort.Strings(lines)
	written[name] = append([]string{"type " + name}, lines...)
}

// number is the field's number on the wire, below those of the structs it is embedded in; empty where it has none.
func number(field reflect.StructField, prefix string) string {
	parts := strings.Split(field.Tag.Get("protobuf"), ",")
	if len(parts) < 2 || prefix == "-" {
		return ""
	}
	return prefix + parts[1]
}

func fields(t reflect.Type, definition spec.Schema, prefix string) []string {
	required := map[string]bool{}
	for _, name := range definition.Required {
		required[name] = true
	}
	var lines []string
	for i := range t.NumField() {
		field := t.Field(i)
		tag := field.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		if name == "-" || field.PkgPath != "" && !field.Anonymous {
			continue
		}
		if field.Anonymous && name == "" {
			embedded := field.Type
			if embedded.Kind() == reflect.Pointer {
				embedded = embedded.Elem()
			}
			below := number(field, prefix)
			if below != "" {
				below += "."
			} else {
				below = "-" // TypeMeta: on the wire it is in the envelope
			}
			lines = append(lines, fields(embedded, definition, below)...)
			continue
		}
		flags := ""
		if field.Type.Kind() == reflect.Pointer {
			flags += "p"
		}
		if strings.Contains(options, "omitempty") {
			flags += "o"
		}
		if strings.Contains(options, "omitzero") {
			flags += "z"
		}
		if required[name] {
			flags += "r"
		}
		if flags == "" {
			flags = "-"
		}
		line := fmt.Sprintf(" %s %s %s %s", name, flags, typeOf(field.Type), number(field, prefix))
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

func main() {
	definitions = openapi.GetOpenAPIDefinitions(func(name string) spec.Ref { return spec.MustCreateRef("#/" + name) })
	out := os.Stdout
	fmt.Fprintln(out, "# Fields of Kubernetes' built-in kinds. Made by benches/tools/kubernetes_types from k8s.io/api and the published OpenAPI of")
	fmt.Fprintln(out, "# Kubernetes 1.36 (Apache-2.0); not edited by hand. The format is described in types.rs.")
	for _, k := range kinds {
		t := reflect.TypeOf(k.value)
		typeOf(t)
		group := k.group
		if group == "" {
			group = "core"
		}
		fmt.Fprintf(out, "kind %s %s %s %s\n", group, k.version, t.Name(), short(modelName(t)))
	}
	names := []string{}
	for name := range written {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		for _, line := range written[name] {
			fmt.Fprintln(out, line)
		}
	}
}
