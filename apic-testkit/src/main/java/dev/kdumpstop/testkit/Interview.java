package dev.kdumpstop.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Everything a plug-in can be asked, as a list of questions whose answers are values. Most demands on a plug-in come down to
 * asking all of it again, otherwise, and comparing.
 */
final class Interview<T> {
    private static final int LONGEST_ANSWER = 400;
    private static final int THREADS = 4;

    private final List<Question<T>> questions = new ArrayList<>();

    /**
     * A question.
     *
     * @param words what is asked, in words
     * @param ask how it is put
     * @param mayBeRefused whether "not so, because" is an answer
     */
    record Question<T>(String words, Ask<T> ask, boolean mayBeRefused) {}

    /** Puts a question to a plug-in. */
    interface Ask<T> {
        @Nullable
        Object of(T plugin, Made made);
    }

    /** What the plug-in has made so far in this interview - policies, deliveries - so that each is asked again and again. */
    static final class Made {
        private final Map<Object, Object> byKey = new ConcurrentHashMap<>();

        <S> S get(Object key, Class<S> type, Supplier<S> make) {
            return type.cast(byKey.computeIfAbsent(key, absent -> make.get()));
        }
    }

    /**
     * An answer that was none: the plug-in threw.
     *
     * @param text what it threw
     * @param inWords whether it is an {@link IllegalArgumentException} that says why
     */
    record Thrown(String text, boolean inWords) {
        static Thrown of(Throwable thrown) {
            boolean inWords = thrown instanceof IllegalArgumentException
                    && String.valueOf(thrown.getMessage()).strip().contains(" ");
            return new Thrown(thrown.toString(), inWords);
        }

        @Override
        public String toString() {
            return "throws " + text;
        }
    }

    /** An answer that was none: a class is missing. */
    record Missing(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    /** An answer that was none: null. */
    record Null() {
        @Override
        public String toString() {
            return "null";
        }
    }

    /** Adds a question. */
    void add(String words, Ask<T> ask) {
        questions.add(new Question<>(words, ask, false));
    }

    /** Adds a question that may be answered by an {@link IllegalArgumentException} that says why not. */
    void addRefusable(String words, Ask<T> ask) {
        questions.add(new Question<>(words, ask, true));
    }

    /** Adds a question to the plug-in alone. */
    void add(String words, Function<T, @Nullable Object> ask) {
        add(words, (plugin, made) -> ask.apply(plugin));
    }

    /** Tells of the answers that were none, from the question with this index on. */
    void findUnanswered(int from, List<Object> answers, String advice, Problems problems) {
        for (int i = from; i < questions.size(); i++) {
            Object answer = answers.get(i);
            boolean none = answer instanceof Missing
                    || answer instanceof Null
                    || (answer instanceof Thrown thrown && !(questions.get(i).mayBeRefused() && thrown.inWords()));
            if (none) {
                problems.add(advice, "asked " + questions.get(i).words() + ": " + shown(answer));
            }
        }
    }

    /** Tells of the classes that were missing; whether there was one. */
    boolean findMissing(List<Object> answers, Problems problems) {
        for (int i = 0; i < questions.size(); i++) {
            if (answers.get(i) instanceof Missing missing) {
                problems.add(missing.text(), "asked " + questions.get(i).words());
            }
        }
        return !problems.isEmpty();
    }

    /** The answers in the order of the questions. */
    List<Object> ask(T plugin) {
        return ask(plugin, new Made(), IntStream.range(0, questions.size()).toArray());
    }

    /** Puts the questions in this order; the answers are in the order of the questions. */
    List<Object> ask(T plugin, Made made, int[] order) {
        Object[] answers = new Object[questions.size()];
        for (int index : order) {
            answers[index] = answer(plugin, made, questions.get(index));
        }
        return Arrays.asList(answers);
    }

    private static <T> Object answer(T plugin, Made made, Question<T> question) {
        try {
            Object answer = question.ask().of(plugin, made);
            return answer == null ? new Null() : answer;
        } catch (LinkageError e) {
            return new Missing(DropIn.words(Object.class.cast(plugin).getClass(), e));
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            return Thrown.of(e);
        }
    }

    /** From the last question to the first. */
    int[] backwards() {
        int last = questions.size() - 1;
        return IntStream.rangeClosed(0, last).map(i -> last - i).toArray();
    }

    /** In some order; the same for the same number. */
    int[] shuffled(int number) {
        List<Integer> order = new ArrayList<>();
        IntStream.range(0, questions.size()).forEach(order::add);
        Collections.shuffle(order, new Random(number));
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The answers that several threads get at the same time from one plug-in, each in an order of its own. */
    List<List<Object>> askAtOnce(T plugin) {
        Made made = new Made();
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<List<Object>>> running = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int[] order = shuffled(thread);
                running.add(pool.submit(() -> ask(plugin, made, order)));
            }
            List<List<Object>> answers = new ArrayList<>();
            for (Future<List<Object>> one : running) {
                answers.add(one.get());
            }
            return answers;
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            pool.shutdownNow();
        }
    }

    /** Compares two rounds of answers; {@code advice} says what it means that they differ, and what to do. */
    void compare(List<Object> expected, List<Object> found, String advice, Problems problems) {
        for (int i = 0; i < questions.size(); i++) {
            if (!expected.get(i).equals(found.get(i))) {
                problems.add(
                        advice,
                        "asked " + questions.get(i).words() + ": " + shown(expected.get(i)) + ", then "
                                + shown(found.get(i)));
            }
        }
    }

    private static String shown(Object answer) {
        String text = answer.toString();
        return text.length() <= LONGEST_ANSWER ? text : text.substring(0, LONGEST_ANSWER) + " …";
    }
}
