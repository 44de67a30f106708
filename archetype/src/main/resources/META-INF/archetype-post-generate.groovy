// Checks the values given and leaves only the kinds of plug-in that were asked for.

import javax.lang.model.SourceVersion

def classes = [
    'sub-architecture': 'SubArchitecture',
    'selector'        : 'Selector',
    'wait-policy'     : 'WaitPolicy',
    'solution'        : 'Solution',
    'stop-procedure'  : 'StopProcedure',
    'fault'           : 'Fault',
    'timing-profile'  : 'TimingProfile',
]
def given = request.properties
def project = new File(request.outputDirectory, request.artifactId)
def remove = { kinds ->
    def folder = given.package.replace('.', '/')
    kinds.each { kind ->
        def name = given.classPrefix + classes[kind]
        new File(project, "src/main/java/$folder/${name}.java").delete()
        new File(project, "src/test/java/$folder/${name}Test.java").delete()
    }
}

def problems = []
if (!SourceVersion.isName(given.package)) {
    problems << "-Dpackage=$given.package is no Java package"
}
if (!SourceVersion.isName(given.classPrefix)) {
    problems << "-DclassPrefix=$given.classPrefix cannot begin the name of a Java class; give one such as MyPlugin"
}
if (!(given.id ==~ '[a-z0-9][a-z0-9-]*')) {
    problems << "-Did=$given.id is not lower-case letters, digits and hyphens"
}
def kinds = given.kind.split(',') as List
def unknown = kinds - classes.keySet() - 'all'
if (unknown) {
    problems << "-Dkind=$given.kind: there is no kind ${unknown.join(', ')}; there are all, ${classes.keySet().join(', ')}"
}

if (problems) {
    // Maven refuses to generate where there is a pom.xml.
    new File(project, 'pom.xml').delete()
    remove(classes.keySet())
    throw new IllegalArgumentException(problems.join('; '))
}
if (!('all' in kinds)) {
    remove(classes.keySet() - kinds)
}
