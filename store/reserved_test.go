package store_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// quoted are the names that some server reserves and that can't be changed any more: they stand in back-quotes
// wherever they are written.
var quoted = map[string]bool{"key": true}

// No table, column or index has a name that a server reserves, but those that are always quoted.
func TestNoNameIsReserved(t *testing.T) {
	reserved := reservedWords(t)
	names := namesOf(t, storetest.Open(t, storetest.SQLite(t)))
	if len(names) < 100 {
		t.Fatalf("only %d names: the schema has more", len(names))
	}
	for name := range names {
		if servers := reserved[name]; servers != "" && !quoted[name] {
			t.Errorf("%s is reserved: %s", name, servers)
		}
	}
	for name := range quoted {
		if !names[name] || reserved[name] == "" {
			t.Errorf("%s needs no quotes any more", name)
		}
	}
}

// No alias in the store's statements is reserved unless it is quoted, and what needs quotes has them.
func TestReservedNamesAreQuoted(t *testing.T) {
	reserved := reservedWords(t)
	found := 0
	for place, statement := range statementsOf(t) {
		for _, alias := range aliases(statement) {
			found++
			if servers := reserved[strings.ToLower(alias)]; servers != "" {
				t.Errorf("%s: the alias %s is reserved: %s", place, alias, servers)
			}
		}
		for _, name := range bareNames(statement) {
			if quoted[name] {
				t.Errorf("%s: %s stands without back-quotes in %q", place, name, statement)
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d aliases: the store has more", found)
	}
}

// The test above finds what it is for.
func TestReservedNamesAreNoticed(t *testing.T) {
	for statement, want := range map[string]string{
		"custom_values AS lead":                                 "lead",
		"SELECT 1 AS `rank` FROM outbox":                        "",
		"SELECT x FROM (SELECT 1) AS\n rank WHERE x = ' AS of'": "rank",
		"FROM settings s LEFT JOIN members lead ON s.id = 1":    "s lead",
		"JOIN customers ON customers.id = 1":                    "",
		"SELECT COUNT(*) AS count, CAST(x AS SIGNED)":           "count SIGNED",
	} {
		if got := strings.Join(aliases(statement), " "); got != want {
			t.Errorf("%s has the aliases %q, want %q", statement, got, want)
		}
	}
	for statement, want := range map[string]string{
		"key IN ?":                    "key",
		"`key` IN ? AND at < 'a key'": "at",
		"id INT NOT NULL PRIMARY KEY, FOREIGN KEY (x)": "id x",
	} {
		if got := strings.Join(bareNames(statement), " "); got != want {
			t.Errorf("%s has the bare names %q, want %q", statement, got, want)
		}
	}
}

// reservedWords maps each reserved word to the servers that reserve it.
func reservedWords(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/reserved.txt")
	must(t, err)
	words := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			word, servers, _ := strings.Cut(line, " ")
			words[word] = servers
		}
	}
	if words["lead"] == "" || words["key"] == "" || len(words) < 250 {
		t.Fatalf("the list of reserved words is not whole: %d words", len(words))
	}
	return words
}

// namesOf lists every table, column and index of the schema.
func namesOf(t *testing.T, st *store.Store) map[string]bool {
	t.Helper()
	var list []string
	must(t, st.DB().Raw("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' UNION "+
		"SELECT c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'").Scan(&list).Error)
	names := map[string]bool{}
	for _, name := range list {
		names[name] = true
	}
	return names
}

// statementsOf lists the SQL that stands in the store's source: strings given to GORM, other strings that look like
// SQL, and the migrations.
func statementsOf(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	sources, err := filepath.Glob("*.go")
	must(t, err)
	for _, source := range sources {
		if strings.HasSuffix(source, "_test.go") {
			continue
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, source, nil, 0)
		must(t, err)
		collect := func(node ast.Node, sure bool) {
			ast.Inspect(node, func(n ast.Node) bool {
				literal, ok := n.(*ast.BasicLit)
				if !ok || literal.Kind != token.STRING {
					return true
				}
				text, err := strconv.Unquote(literal.Value)
				if err == nil && (sure || looksLikeSQL.MatchString(text)) {
					all[fmt.Sprint(files.Position(literal.Pos()))] = text
				}
				return true
			})
		}
		collect(file, false)
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 {
				if method, ok := call.Fun.(*ast.SelectorExpr); ok && takesSQL[method.Sel.Name] {
					collect(call.Args[0], true)
				}
			}
			return true
		})
	}
	scripts, err := filepath.Glob("migrations/*.sql")
	must(t, err)
	for _, script := range scripts {
		text, err := os.ReadFile(script)
		must(t, err)
		all[script] = sqlComments.ReplaceAllString(string(text), "")
	}
	return all
}

// takesSQL are GORM's and database/sql's methods whose first string is SQL as it is. Pluck and Select quote a name that
// stands alone.
var takesSQL = map[string]bool{"Where": true, "Order": true, "Group": true, "Having": true, "Joins": true, "Table": true, "Raw": true, "Exec": true, "Expr": true, "Or": true, "Not": true}

var (
	looksLikeSQL  = regexp.MustCompile(`\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|JOIN|AS|SET|VALUES|EXISTS|COALESCE|ORDER BY|GROUP BY)\b`)
	sqlComments   = regexp.MustCompile(`(?m)^\s*--.*$`)
	quotations    = regexp.MustCompile("'[^']*'|`[^`]*`")
	sqlWords      = regexp.MustCompile(`\b[A-Z]+\b`)
	bareName      = regexp.MustCompile(`\b[a-z_][a-z0-9_]*\b`)
	explicitAlias = regexp.MustCompile(`\bAS\s+([A-Za-z_]\w*)`)
	impliedAlias  = regexp.MustCompile(`\b(?:FROM|JOIN)\s+[a-z_]+\s+([a-z_]\w*)`)
)

// aliases lists the aliases of a statement that are not quoted.
func aliases(statement string) []string {
	statement = quotations.ReplaceAllString(statement, "?")
	var list []string
	for _, shape := range []*regexp.Regexp{explicitAlias, impliedAlias} {
		for _, match := range shape.FindAllStringSubmatch(statement, -1) {
			list = append(list, match[1])
		}
	}
	return list
}

// bareNames lists the names of a statement that are not quoted; SQL's own words are in capitals.
func bareNames(statement string) []string {
	statement = quotations.ReplaceAllString(statement, "?")
	return bareName.FindAllString(sqlWords.ReplaceAllString(statement, ""), -1)
}
