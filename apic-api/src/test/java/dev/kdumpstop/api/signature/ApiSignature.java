package dev.kdumpstop.api.signature;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.GenericDeclaration;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The signature of an API: for every public or protected type, method, constructor, field, record component and enum
 * constant a key and a declaration. A declaration is a form and more parts, separated by {@code "; "}.
 *
 * <p>What every type of its kind has is left out: {@code equals}, {@code hashCode}, {@code toString}, the accessors of a
 * record, {@code values} and {@code valueOf} of an enum. Package {@code java.lang} and the API's own root are not written.
 */
final class ApiSignature {
    private static final String ROOT = "dev.kdumpstop.api.";

    private final Collection<Class<?>> types;
    private final Set<Class<?>> given = new HashSet<>();
    private final SortedMap<String, String> lines = new TreeMap<>();

    private ApiSignature(Collection<Class<?>> types) {
        this.types = types.stream().filter(ApiSignature::isVisible).toList();
    }

    /** Key to declaration, sorted by key; types that are not visible outside are skipped. */
    static SortedMap<String, String> of(Collection<Class<?>> types) {
        ApiSignature signature = new ApiSignature(types);
        signature.findGiven();
        signature.types.forEach(signature::describe);
        return Collections.unmodifiableSortedMap(signature.lines);
    }

    private static boolean isVisible(Class<?> type) {
        return isVisible(type.getModifiers())
                && (type.getDeclaringClass() == null
                        ? !type.isAnonymousClass() && !type.isLocalClass()
                        : isVisible(type.getDeclaringClass()));
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    /** Whether others than the API may implement or extend the type. */
    private static boolean isOpen(Class<?> type) {
        return !type.isSealed()
                && !Modifier.isFinal(type.getModifiers())
                && (type.isInterface()
                        || Stream.of(type.getDeclaredConstructors())
                                .anyMatch(constructor -> isVisible(constructor.getModifiers())));
    }

    /**
     * What plug-ins are given: the arguments of the methods they implement, what those return in turn, and the cases of
     * these. Besides, an enum that is the key of a map in a constructor: who fills the map must know every constant.
     */
    private void findGiven() {
        Deque<Type> todo = new ArrayDeque<>();
        for (Class<?> type : types) {
            if (isOpen(type)) {
                methods(type)
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .forEach(method -> todo.addAll(List.of(method.getGenericParameterTypes())));
            }
            for (Constructor<?> constructor : type.getConstructors()) {
                for (Type parameter : constructor.getGenericParameterTypes()) {
                    if (parameter instanceof ParameterizedType map
                            && map.getRawType() == Map.class
                            && map.getActualTypeArguments()[0] instanceof Class<?> key
                            && key.isEnum()) {
                        todo.add(key);
                    }
                }
            }
        }
        while (!todo.isEmpty()) {
            Type next = todo.pop();
            if (next instanceof ParameterizedType parameterized) {
                todo.addAll(List.of(parameterized.getActualTypeArguments()));
            } else if (next instanceof WildcardType wildcard) {
                todo.addAll(List.of(wildcard.getUpperBounds()));
            } else if (next instanceof GenericArrayType array) {
                todo.add(array.getGenericComponentType());
            } else if (next instanceof Class<?> type && type.isArray()) {
                todo.add(type.getComponentType());
            } else if (next instanceof Class<?> type && types.contains(type) && !isOpen(type) && given.add(type)) {
                methods(type)
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .forEach(method -> todo.add(method.getGenericReturnType()));
                if (type.isSealed()) {
                    todo.addAll(List.of(type.getPermittedSubclasses()));
                }
            }
        }
    }

    private static Stream<Method> methods(Class<?> type) {
        return Stream.of(type.getDeclaredMethods())
                .filter(method -> isVisible(method.getModifiers()) && !method.isSynthetic());
    }

    private void describe(Class<?> type) {
        String name = name(type);
        lines.put(name, declaration(type));
        if (type.isRecord()) {
            RecordComponent[] components = type.getRecordComponents();
            for (int i = 0; i < components.length; i++) {
                lines.put(
                        name + "#" + components[i].getName(),
                        "component " + (i + 1) + " " + name(components[i].getGenericType()));
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (isVisible(field.getModifiers()) && !field.isSynthetic()) {
                lines.put(name + "#" + field.getName(), declaration(field));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isVisible(constructor.getModifiers()) && !constructor.isSynthetic()) {
                lines.put(name + "#new" + parameters(constructor), declaration(constructor, "constructor"));
            }
        }
        methods(type)
                .filter(method -> !isOfEveryType(method))
                .forEach(method -> lines.put(
                        name + "#" + method.getName() + parameters(method),
                        declaration(method, name(method.getGenericReturnType()))));
    }

    private static boolean isOfEveryType(Method method) {
        Class<?> type = method.getDeclaringClass();
        List<Class<?>> parameters = List.of(method.getParameterTypes());
        return switch (method.getName()) {
            case "equals" -> parameters.equals(List.of(Object.class));
            case "hashCode", "toString" -> parameters.isEmpty();
            case "values" -> type.isEnum() && parameters.isEmpty();
            case "valueOf" -> type.isEnum() && parameters.equals(List.of(String.class));
            default ->
                type.isRecord()
                        && parameters.isEmpty()
                        && Stream.of(type.getRecordComponents())
                                .anyMatch(component -> component.getName().equals(method.getName()));
        };
    }

    private String declaration(Class<?> type) {
        StringJoiner form = new StringJoiner(" ");
        boolean plain = !type.isInterface() && !type.isRecord() && !type.isEnum();
        if (Modifier.isProtected(type.getModifiers())) {
            form.add("protected");
        }
        if (isOpen(type)) {
            form.add("open");
        }
        if (type.isSealed() && !type.isEnum()) {
            form.add("sealed");
        }
        if (plain && Modifier.isAbstract(type.getModifiers())) {
            form.add("abstract");
        }
        if (plain && Modifier.isFinal(type.getModifiers())) {
            form.add("final");
        }
        form.add(type.isInterface() ? "interface" : type.isRecord() ? "record" : type.isEnum() ? "enum" : "class");
        StringJoiner parts = new StringJoiner("; ").add(form + typeParameters(type));
        if (plain && type.getSuperclass() != Object.class) {
            parts.add("extends " + name(type.getGenericSuperclass()));
        }
        add(parts, "implements ", List.of(type.getGenericInterfaces()));
        if (type.isSealed() && !type.isEnum()) {
            add(parts, "permits ", List.of(type.getPermittedSubclasses()));
        }
        if (given.contains(type) && (type.isEnum() || type.isSealed())) {
            parts.add("given to plug-ins");
        }
        return parts + deprecated(type);
    }

    private static String declaration(Field field) {
        if (field.isEnumConstant()) {
            return "enum constant" + deprecated(field);
        }
        int modifiers = field.getModifiers();
        String text = visibility(modifiers)
                + (Modifier.isStatic(modifiers) ? "static " : "")
                + (Modifier.isFinal(modifiers) ? "" : "variable ")
                + name(field.getGenericType());
        return text + constant(field) + deprecated(field);
    }

    /** The compiler writes the values of such constants into the plug-ins that use them. */
    private static String constant(Field field) {
        Class<?> type = field.getType();
        int modifiers = field.getModifiers();
        if (!Modifier.isStatic(modifiers)
                || !Modifier.isFinal(modifiers)
                || (!type.isPrimitive() && type != String.class)) {
            return "";
        }
        try {
            field.setAccessible(true);
            return "; = " + String.valueOf(field.get(null)).replace(";", "\\;");
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(field.toString(), e);
        }
    }

    private static String declaration(Executable member, String returns) {
        int modifiers = member.getModifiers();
        StringJoiner parts = new StringJoiner("; ");
        parts.add(visibility(modifiers)
                + (Modifier.isStatic(modifiers) ? "static " : "")
                + (Modifier.isAbstract(modifiers) ? "abstract " : "")
                + (member instanceof Method method && method.isDefault() ? "default " : "")
                + (isFinalInOpenType(member) ? "final " : "")
                + typeParameters(member)
                + returns);
        add(parts, "throws ", List.of(member.getGenericExceptionTypes()));
        return parts + deprecated(member);
    }

    private static boolean isFinalInOpenType(Executable member) {
        return Modifier.isFinal(member.getModifiers()) && isOpen(member.getDeclaringClass());
    }

    private static String visibility(int modifiers) {
        return Modifier.isProtected(modifiers) ? "protected " : "";
    }

    private static String deprecated(AnnotatedElement element) {
        return element.isAnnotationPresent(Deprecated.class) ? "; deprecated" : "";
    }

    private static void add(StringJoiner parts, String word, List<? extends Type> types) {
        if (!types.isEmpty()) {
            parts.add(word + types.stream().map(ApiSignature::name).sorted().collect(Collectors.joining(", ")));
        }
    }

    private static String parameters(Executable member) {
        return Arrays.stream(member.getGenericParameterTypes())
                .map(ApiSignature::name)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String typeParameters(GenericDeclaration declaration) {
        if (declaration.getTypeParameters().length == 0) {
            return "";
        }
        return Arrays.stream(declaration.getTypeParameters())
                .map(ApiSignature::bounded)
                .collect(Collectors.joining(", ", "<", declaration instanceof Class ? ">" : "> "));
    }

    private static String bounded(TypeVariable<?> variable) {
        String bounds = Arrays.stream(variable.getBounds())
                .filter(bound -> bound != Object.class)
                .map(ApiSignature::name)
                .collect(Collectors.joining(" & "));
        return variable.getName() + (bounds.isEmpty() ? "" : " extends " + bounds);
    }

    private static String name(Type type) {
        return type.getTypeName().replace('$', '.').replace(ROOT, "").replaceAll("\\bjava\\.lang\\.(?=[A-Z])", "");
    }
}
