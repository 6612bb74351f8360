package report

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
)

// town are manifests of many namespaces with one pod each.
func town(namespaces int) string {
	var b strings.Builder
	for i := range namespaces {
		fmt.Fprintf(&b, "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: team-%02d-production, labels: {group: g%d}}\n", i, i%5)
		fmt.Fprintf(&b, "---\napiVersion: v1\nkind: Pod\nmetadata: {name: app, namespace: team-%02d-production, labels: {app: web}}\n", i)
	}
	return b.String()
}

// elements counts the elements of a drawing by name and by what fill they have.
func elements(t *testing.T, drawing string) map[string]int {
	t.Helper()
	count := map[string]int{}
	decoder := xml.NewDecoder(strings.NewReader(drawing))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return count
		}
		if err != nil {
			t.Fatalf("%v in %s", err, drawing)
		}
		if start, ok := token.(xml.StartElement); ok {
			count[start.Name.Local]++
			for _, a := range start.Attr {
				if a.Name.Local == "fill" {
					count[a.Value]++
				}
			}
		}
	}
}

// TestDrawing draws what opens and what shuts for pods, namespaces and more namespaces than have a place.
func TestDrawing(t *testing.T) {
	opens := strings.Replace(dbClosed, `"ingress":[]`, `"ingress":[{"action":"Allow","source":{"selector":"app == 'api'"}}]`, 1)
	for name, c := range map[string]struct {
		manifests         string
		change            [5]string
		opens, shuts, all int // cells and one in the legend
		says              string
	}{
		"a pod": {shop + closed, [5]string{"calico_network_policy", "update", dbClosed, opens}, 2, 1, 5 * 5, "shop/api"},
		"both, in one cell": {
			shop + strings.Replace(closed, "types: [Ingress]", "types: [Ingress], ingress: [{action: Allow, protocol: TCP, source: {selector: app == 'api'}}]", 1),
			[5]string{"calico_network_policy", "update", dbClosed, strings.Replace(opens, `"Allow",`, `"Allow","protocol":"UDP",`, 1)},
			2, 2, 5*5 + 1, "opens: shop/api to shop/db: UDP\nshuts: shop/api to shop/db: TCP<",
		},
		"everything": {
			shop,
			[5]string{"calico_global_network_policy", "create", "", `{"name":"d","namespace_selector":"all()","types":["Ingress"]}`},
			1, 1 + 2*3 - 1, 3 * 3, "other",
		},
		"namespaces": {
			town(29),
			[5]string{"calico_global_network_policy", "create", "", `{"name":"d","namespace_selector":"group == 'g1'","types":["Ingress"]}`},
			1, 1 + 29*6 + 0, 30 * 30, "team-28-production",
		},
		"many namespaces": {
			town(200),
			[5]string{"calico_network_policy", "create", "", `{"name":"d","namespace":"team-07-production","types":["Ingress"]}`},
			1, 1 + 59, 60 * 60, "141 rows are without a place here",
		},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, errs := run(t, planOf(t, c.change), "-manifests", folder(t, c.manifests), "-format", "svg")
			if status != StatusOK {
				t.Fatal(errs)
			}
			if keep := os.Getenv("DRAWINGS"); keep != "" {
				_ = os.WriteFile(keep+"/"+strings.ReplaceAll(name, " ", "-")+".svg", []byte(out), 0o644)
			}
			found := elements(t, out)
			if found[openColour] != c.opens || found[shutColour] != c.shuts ||
				found[openColour]+found[shutColour]+found[noColour] != c.all+3 {
				t.Errorf("%d cells open, %d shut and %d stay", found[openColour], found[shutColour], found[noColour])
			}
			says(t, out, c.says)
		})
	}
}
