def log = new File(basedir, 'build.log').text
assert log.contains('-Dpackage=org.new is no Java package; '
    + '-DclassPrefix=2x cannot begin the name of a Java class; give one such as MyPlugin; '
    + '-Did=A is not lower-case letters, digits and hyphens; '
    + '-Dkind=fault,policy: there is no kind policy; there are all, sub-architecture, selector, wait-policy, ')
// So that the command can be given again.
assert !new File(basedir, 'acme/pom.xml').exists()
return true
