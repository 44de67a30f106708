package dev.kdumpstop.api.source;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.util.DocTreeScanner;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.tools.StandardJavaFileManager;

/**
 * The documentation comments of this module's sources.
 *
 * @param types full names of the public top-level types
 * @param examples the examples in the comments of these types and their members
 * @param withoutComment public and protected elements that have none and override nothing
 */
record Documentation(List<String> types, List<Example> examples, List<String> withoutComment) {
    private static final Path SOURCES = Path.of("src/main/java");

    static Documentation read() {
        try (StandardJavaFileManager files =
                        JavaSource.compiler().getStandardFileManager(null, null, StandardCharsets.UTF_8);
                Stream<Path> paths = Files.walk(SOURCES)) {
            List<Path> sources = paths.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList();
            JavacTask task = (JavacTask) JavaSource.compiler()
                    .getTask(
                            null,
                            files,
                            null,
                            List.of("-proc:none", "-classpath", System.getProperty("java.class.path")),
                            null,
                            files.getJavaFileObjectsFromPaths(sources));
            Reader reader = new Reader(DocTrees.instance(task), task.getElements());
            for (Element element : task.analyze()) {
                if (element instanceof TypeElement type
                        && !type.getNestingKind().isNested()
                        && isVisible(type)) {
                    reader.types.add(type.getQualifiedName().toString());
                    reader.read(type, type);
                }
            }
            return new Documentation(reader.types, reader.examples, reader.withoutComment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isVisible(Element element) {
        Set<Modifier> modifiers = element.getModifiers();
        return modifiers.contains(Modifier.PUBLIC) || modifiers.contains(Modifier.PROTECTED);
    }

    private static final class Reader {
        private final DocTrees trees;
        private final Elements elements;
        private final List<String> types = new ArrayList<>();
        private final List<Example> examples = new ArrayList<>();
        private final List<String> withoutComment = new ArrayList<>();

        Reader(DocTrees trees, Elements elements) {
            this.trees = trees;
            this.elements = elements;
        }

        void read(TypeElement top, Element element) {
            DocCommentTree comment = trees.getDocCommentTree(element);
            if (comment != null) {
                for (String code : examples(comment)) {
                    examples.add(new Example(top.getQualifiedName().toString(), examples.size(), code));
                }
            } else if (needsComment(element)) {
                withoutComment.add(element.getEnclosingElement() + "." + element);
            }
            for (Element member : element.getEnclosedElements()) {
                if (isVisible(member) && trees.getTree(member) != null) {
                    read(top, member);
                }
            }
        }

        /** All that is written by hand, but for what overrides and for the components of a record, which have tags. */
        private boolean needsComment(Element element) {
            return element.getKind() != ElementKind.RECORD_COMPONENT
                    && element.getAnnotation(Override.class) == null
                    && elements.getOrigin(element) == Elements.Origin.EXPLICIT;
        }

        /** What stands in {@code <pre>{@code ...}</pre>}. */
        private static List<String> examples(DocCommentTree comment) {
            List<String> found = new ArrayList<>();
            new DocTreeScanner<Void, Void>() {
                private boolean inPre;

                @Override
                public Void visitStartElement(StartElementTree node, Void unused) {
                    inPre = node.getName().contentEquals("pre");
                    return super.visitStartElement(node, unused);
                }

                @Override
                public Void visitLiteral(LiteralTree node, Void unused) {
                    if (inPre && node.getKind() == DocTree.Kind.CODE) {
                        found.add(node.getBody().getBody().stripIndent().strip());
                        inPre = false;
                    }
                    return super.visitLiteral(node, unused);
                }
            }.scan(comment, null);
            return found;
        }
    }
}
