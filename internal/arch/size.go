package arch

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// checkSize holds the budgets. A template counts as the Go it is written for.
func checkSize(t *tree) []Breach {
	var found []Breach
	for _, f := range t.files {
		if f.lines > maxFileLines && !f.generated {
			found = append(found, f.breach("size", 0, "has %d lines; a file has at most %d", f.lines, maxFileLines))
		}
	}
	for _, s := range t.templates {
		if n := strings.Count(s.text, "\n"); n > maxFileLines {
			found = append(found, Breach{"size", s.path, 0, fmt.Sprintf("has %d lines; a file has at most %d", n, maxFileLines)})
		}
	}
	dirs, files := t.packages()
	for _, dir := range dirs {
		count, lines := 0, 0
		for _, f := range files[dir] {
			if !f.isTest && !f.generated {
				count++
				lines += f.lines
			}
		}
		if count > maxPackageFiles {
			found = append(found, Breach{"size", dir, 0, fmt.Sprintf("has %d files; a package has at most %d, tests and generated ones apart", count, maxPackageFiles)})
		}
		if lines > maxPackageLines {
			found = append(found, Breach{"size", dir, 0, fmt.Sprintf("has %d lines; a package has at most %d, tests and generated files apart", lines, maxPackageLines)})
		}
	}
	return found
}

// checkFolders finds names that say nothing, and folders too deep to find.
func checkFolders(t *tree) []Breach {
	var found []Breach
	dirs, _ := t.packages()
	for _, dir := range dirs {
		for _, name := range strings.Split(dir, "/") {
			if slices.Contains(forbiddenFolders, name) {
				found = append(found, Breach{"folders", dir, 0, fmt.Sprintf("is named %s, which says nothing: name the folder after what it is about", name)})
			}
		}
		if below, ok := strings.CutPrefix(dir, "internal/"); ok && strings.Count(below, "/") >= maxDepth {
			found = append(found, Breach{"folders", dir, 0, fmt.Sprintf("is %d folders below internal; at most %d", strings.Count(below, "/")+1, maxDepth)})
		}
		if name := path.Base(dir); strings.ToLower(name) != name || strings.ContainsAny(name, "_-") {
			found = append(found, Breach{"folders", dir, 0, "is not one word in small letters"})
		}
	}
	return found
}
