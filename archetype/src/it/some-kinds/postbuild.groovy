def classes = []
new File(basedir, 'acme/src').eachFileRecurse { if (it.file) classes << it.path.substring(basedir.path.length()) }
assert classes.sort() == [
    '/acme/src/main/java/com/acme/apic/AcmeFault.java',
    '/acme/src/main/java/com/acme/apic/AcmeWaitPolicy.java',
    '/acme/src/test/java/com/acme/apic/AcmeFaultTest.java',
    '/acme/src/test/java/com/acme/apic/AcmeWaitPolicyTest.java',
]
return true
