// Command gotypes prints the Rust table of Go's Kubernetes types: which fields a built-in kind has, how they print, and
// what `+default` markers say. See the head of the file it makes.
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes/scheme"
)

var marshaler = reflect.TypeOf((*json.Marshaler)(nil)).Elem()
var known = map[reflect.Type]string{
	reflect.TypeOf(resource.Quantity{}):    "Quantity",
	reflect.TypeOf(metav1.Time{}):          "Time",
	reflect.TypeOf(metav1.MicroTime{}):     "MicroTime",
	reflect.TypeOf(metav1.Duration{}):      "Duration",
	reflect.TypeOf(intstr.IntOrString{}):   "IntOrString",
	reflect.TypeOf(runtime.RawExtension{}): "Opaque",
	reflect.TypeOf(metav1.FieldsV1{}):      "Opaque",
}

// review kinds can only be created: nobody compares one.
var review = map[string]bool{"TokenReview": true, "TokenRequest": true, "SelfSubjectReview": true, "SubjectAccessReview": true,
	"LocalSubjectAccessReview": true, "SelfSubjectAccessReview": true, "SelfSubjectRulesReview": true, "Eviction": true,
	"Binding": true, "Scale": true, "SerializedReference": true, "RangeAllocation": true, "PodStatusResult": true, "DeploymentRollback": true}

type field struct {
	name  string
	ty    int
	omit  string
	value string
}

var types []string
var index = map[string]int{}
var structs = map[reflect.Type]int{}
var odd = map[string]bool{}

func add(text string) int {
	if i, ok := index[text]; ok {
		return i
	}
	index[text] = len(types)
	types = append(types, text)
	return index[text]
}

func ref(t reflect.Type) int {
	if name, ok := known[t]; ok {
		return add(name)
	}
	if reflect.PointerTo(t).Implements(marshaler) || t.Implements(marshaler) {
		odd[t.String()] = true
	}
	switch t.Kind() {
	case reflect.String:
		return add("Str")
	case reflect.Bool:
		return add("Bool")
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return add(fmt.Sprintf("Int(%d)", t.Bits()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return add(fmt.Sprintf("Uint(%d)", t.Bits()))
	case reflect.Float32, reflect.Float64:
		return add("Float")
	case reflect.Pointer:
		return add(fmt.Sprintf("Ptr(%d)", ref(t.Elem())))
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return add("Bytes")
		}
		return add(fmt.Sprintf("List(%d)", ref(t.Elem())))
	case reflect.Map:
		return add(fmt.Sprintf("Map(%d)", ref(t.Elem())))
	case reflect.Struct:
		if i, ok := structs[t]; ok {
			return i
		}
		i := len(types)
		types = append(types, "")
		structs[t] = i
		fields := map[string]field{}
		collect(t, fields)
		names := []string{}
		for n := range fields {
			names = append(names, n)
		}
		sort.Strings(names)
		var b strings.Builder
		for _, n := range names {
			f := fields[n]
			fmt.Fprintf(&b, "\n        %s(%q, %d),", f.omit, f.name, f.ty)
			if f.value != "" {
				presets = append(presets, fmt.Sprintf("(%q, %q, %s)", name(t), f.name, rust(constant(f.value))))
			}
		}
		if len(names) > 0 {
			b.WriteString("\n    ")
		}
		types[i] = fmt.Sprintf("Struct(%q, &[%s])", name(t), b.String())
		return i
	}
	return add("Opaque")
}

var presets []string

// constant is the text of the few constants that markers refer to.
func constant(s string) string {
	switch s {
	case "ref(AzureDataDiskCachingReadWrite)":
		return `"ReadWrite"`
	case "ref(AzureSharedBlobDisk)":
		return `"Shared"`
	}
	return s
}

func rust(s string) string { return fmt.Sprintf("r#\"%s\"#", s) }

func name(t reflect.Type) string {
	p := t.PkgPath()
	p = strings.TrimPrefix(p, "k8s.io/api/")
	p = strings.TrimPrefix(p, "k8s.io/apimachinery/pkg/apis/")
	return p + "." + t.Name()
}

func collect(t reflect.Type, out map[string]field) {
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		parts := strings.Split(f.Tag.Get("json"), ",")
		if parts[0] == "-" || (!f.Anonymous && !f.IsExported()) {
			continue
		}
		if f.Anonymous && parts[0] == "" {
			e := f.Type
			if e.Kind() == reflect.Pointer {
				odd["embedded pointer "+e.String()] = true
				e = e.Elem()
			}
			collect(e, out)
			continue
		}
		n := parts[0]
		if n == "" {
			n = f.Name
		}
		omit := "k"
		for _, p := range parts[1:] {
			if p == "omitempty" {
				omit = "o"
			}
			if p == "omitzero" {
				if f.Type.Kind() == reflect.Struct {
					omit = "z"
				} else if omit == "k" {
					odd["omitzero alone "+t.String()+"."+n] = true
				}
			}
			if p == "string" {
				odd["string tag "+t.String()+"."+n] = true
			}
		}
		out[n] = field{n, ref(f.Type), omit, marker(t, f.Name)}
	}
}

var markers = map[string]map[string]string{}

// marker finds `+default=` of a field in its package's source.
func marker(t reflect.Type, fieldName string) string {
	p := t.PkgPath()
	if _, ok := markers[p]; !ok {
		markers[p] = read(p)
	}
	return markers[p][t.Name()+"."+fieldName]
}

func read(pkg string) map[string]string {
	out := map[string]string{}
	raw, err := exec.Command("go", "list", "-f", "{{.Dir}}", pkg).Output()
	if err != nil {
		panic(err)
	}
	files, _ := filepath.Glob(filepath.Join(strings.TrimSpace(string(raw)), "*.go"))
	for _, file := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			panic(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			s, ok := spec.Type.(*ast.StructType)
			if !ok {
				return true
			}
			for _, f := range s.Fields.List {
				if f.Doc == nil || len(f.Names) == 0 {
					continue
				}
				for _, c := range f.Doc.List {
					text := strings.TrimSpace(strings.TrimPrefix(c.Text, "//"))
					if v, ok := strings.CutPrefix(text, "+default="); ok {
						for _, n := range f.Names {
							out[spec.Name.Name+"."+n.Name] = v
						}
					}
				}
			}
			return true
		})
	}
	return out
}

func main() {
	add("Opaque")
	type kind struct {
		gv, kind string
		ty       int
	}
	var kinds []kind
	all := scheme.Scheme.AllKnownTypes()
	gvks := []string{}
	byName := map[string]reflect.Type{}
	for gvk, t := range all {
		if review[gvk.Kind] || strings.HasPrefix(gvk.Version, "v1alpha") || gvk.Version == runtime.APIVersionInternal || strings.HasSuffix(gvk.Kind, "List") || strings.HasSuffix(gvk.Kind, "Options") || gvk.Kind == "WatchEvent" || gvk.Group == "internal.apiserver.k8s.io" {
			continue
		}
		if strings.HasPrefix(t.PkgPath(), "k8s.io/apimachinery") {
			continue
		}
		key := gvk.GroupVersion().String() + " " + gvk.Kind
		gvks = append(gvks, key)
		byName[key] = t
	}
	sort.Strings(gvks)
	for _, k := range gvks {
		p := strings.SplitN(k, " ", 2)
		kinds = append(kinds, kind{p[0], p[1], ref(byName[k])})
	}
	for o := range odd {
		fmt.Fprintln(os.Stderr, "odd:", o)
	}
	fmt.Print(head)
	fmt.Println("/// Kinds by `apiVersion` and `kind`, sorted, with the index of their type.")
	fmt.Println("#[rustfmt::skip]\npub(super) static KINDS: &[(&str, &str, u16)] = &[")
	for _, k := range kinds {
		fmt.Printf("    (%q, %q, %d),\n", k.gv, k.kind, k.ty)
	}
	fmt.Println("];\n\n/// `+default` markers by type and field: the JSON that stands for an absent or zero field. Sorted.")
	fmt.Println("#[rustfmt::skip]\npub(super) static PRESETS: &[(&str, &str, &str)] = &[")
	sort.Strings(presets)
	for _, p := range presets {
		fmt.Printf("    %s,\n", p)
	}
	fmt.Println("];\n\n/// Types; the first is opaque.\n#[rustfmt::skip]\npub(super) static TYPES: &[GoType] = &[")
	for i, t := range types {
		fmt.Printf("    %s, // %d\n", t, i)
	}
	fmt.Println("];")
}

const head = `//! Go's types of the built-in kinds as client-go's scheme has them, Kubernetes v1.36.3: fields, how they print, and
//! ` + "`+default`" + ` markers. Generated; it knows no meaning of what it lists. Made by benches/tools/gotypes/main.go: put the file
//! beside a copy of go.mod and go.sum of the Kubernetes testbed, then ` + "`go run . >src/engine/compare/typed/table.rs`" + `.

use super::GoType::{self, Bool, Bytes, Int, IntOrString, List, Map, MicroTime, Opaque, Ptr, Quantity, Str, Struct, Time};
use super::{GoField, Omit};

const fn k(name: &'static str, ty: u16) -> GoField {
    GoField { name, ty, omit: Omit::Never }
}
const fn o(name: &'static str, ty: u16) -> GoField {
    GoField { name, ty, omit: Omit::Empty }
}
const fn z(name: &'static str, ty: u16) -> GoField {
    GoField { name, ty, omit: Omit::Zero }
}

`
